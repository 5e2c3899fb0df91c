import { expect } from 'chai';
import { aLabFile, someFacts } from '../../../support/builders/a-lab-file.ts';
import { wished } from '../../../support/builders/a-lab.ts';
import { codelab } from '../../../../src/core/desired/codelab.ts';
import { database } from '../../../../src/core/desired/database.ts';
import { desiredState } from '../../../../src/core/desired/desired-state.ts';
import { front } from '../../../../src/core/desired/front.ts';
import { glab } from '../../../../src/core/desired/glab.ts';
import { testDatabase } from '../../../../src/core/desired/test-database.ts';

const facts = someFacts({ httpsPort: 8443 });

describe('core/desired/front', () => {
  const { spec, after } = front(aLabFile(), facts);

  it('runs as its own user, needs nobody, and holds no data', () => {
    expect(spec).to.include({ name: 'lab7k2m9q-front', image: 'labstead/front:0.1.0', user: '10003:10003' });
    expect(spec.mounts).to.deep.equal([]);
    expect(after).to.deep.equal([]);
  });

  it('bears the lab and the service as labels, and no environment', () => {
    expect(spec.labels).to.deep.equal({ 'org.labstead.lab': 'lab7k2m9q', 'org.labstead.service': 'front' });
  });
});

describe('core/desired/database', () => {
  const text = 'environments: { prod: { resources: { database: { memory: 3 GiB, cpus: 2, pids: 300 } } } }';
  const { spec } = database(aLabFile(text), facts, 'prod');

  it('runs as its own user on its data, with its password as a file', () => {
    expect(spec).to.include({
      name: 'lab7k2m9q-prod-db',
      image: 'labstead/database:0.1.0',
      user: '10002:10002',
    });
    expect(spec.mounts).to.deep.equal([
      { source: '/var/lib/labstead/environments/prod/db', target: '/var/lib/mysql', readOnly: false },
      { source: '/var/lib/labstead/state/secrets/prod-db', target: '/run/secrets', readOnly: true },
    ]);
    expect(spec.environment).to.deep.equal({
      MARIADB_DATABASE: 'labstead',
      MARIADB_USER: 'labstead',
      MARIADB_PASSWORD_FILE: '/run/secrets/password',
      MARIADB_BUFFER_POOL_SIZE: '1536M',
    });
  });

  it('keeps half of its memory for pages, in whole megabytes, whatever the lab file gives it', () => {
    const poolWith = (memory: string) =>
      database(aLabFile(text.replace('3 GiB', memory)), facts, 'prod').spec.environment
        .MARIADB_BUFFER_POOL_SIZE;
    expect(['256 MiB', '1 GB', '64 GiB'].map(poolWith)).to.deep.equal(['128M', '476M', '32768M']);
  });

  it('is reached on its own network only, under its service name', () => {
    expect(spec.networks).to.deep.equal([{ name: 'lab7k2m9q-data-prod', aliases: ['prod-db'] }]);
  });

  it('has the limits of the lab file', () => {
    expect(spec).to.include({ memoryBytes: 3 * 1024 ** 3, cpus: 2, pids: 300 });
  });
});

describe('core/desired/glab', () => {
  const text = `domain: lab.example.org
environments:
  prod: { variables: { MODEL: large } }`;
  const { spec, after } = glab(aLabFile(text), facts, 'prod');

  it('needs the database', () => {
    expect(after).to.deep.equal(['prod-db']);
  });

  it('gets the variables of the lab file beside its own', () => {
    expect(spec.environment).to.deep.equal({
      MODEL: 'large',
      LABSTEAD_ENVIRONMENT: 'prod',
      LABSTEAD_LAB_NAME: 'Test lab',
      LABSTEAD_CONSOLE_URL: 'https://lab.example.org:8443',
      LABSTEAD_BIOTA_HOST: 'biota-db',
      LABSTEAD_BIOTA_NAME: 'biota',
      LABSTEAD_BIOTA_USER: 'prod',
      LABSTEAD_BIOTA_PASSWORD_FILE: '/run/secrets/biota-password',
      LABSTEAD_DATABASE_HOST: 'prod-db',
      LABSTEAD_DATABASE_NAME: 'labstead',
      LABSTEAD_DATABASE_USER: 'labstead',
      LABSTEAD_DATABASE_PASSWORD_FILE: '/run/secrets/database-password',
      LABSTEAD_DATA: '/data',
      LABSTEAD_BRICKS: '/bricks',
    });
  });

  it('reads bricks and secrets, and writes data and its run directory only', () => {
    expect(spec.mounts.map((it) => [it.target, it.readOnly])).to.deep.equal([
      ['/data', false],
      ['/bricks', true],
      ['/run/labstead', false],
      ['/run/secrets', true],
    ]);
  });

  it('dies before the database when memory runs out', () => {
    expect(spec.oomScoreAdjust).to.be.greaterThan(database(aLabFile(), facts, 'prod').spec.oomScoreAdjust);
  });
});

describe('core/desired/glab of dev', () => {
  const withCodelab = glab(aLabFile('environments: { dev: { enabled: true } }'), facts, 'dev').spec;

  it('reads the bricks under development where the codelab writes them, and can not write them', () => {
    const source = '/var/lib/labstead/environments/dev/workspace';
    expect(withCodelab.mounts).to.deep.include({ source, target: '/workspace', readOnly: true });
    expect(codelab(aLabFile(), facts).spec.mounts).to.deep.include({
      source,
      target: '/workspace',
      readOnly: false,
    });
    expect(withCodelab.environment).to.include({ LABSTEAD_WORKSPACE: '/workspace/bricks' });
  });

  it('offers its debugger as a socket, and prod never does', () => {
    expect(withCodelab.environment['LABSTEAD_DEBUG_SOCKET']).to.equal('/run/labstead-debug/glab.sock');
    expect(glab(aLabFile(), facts, 'prod').spec.environment).to.not.have.any.keys(
      'LABSTEAD_DEBUG_SOCKET',
      'LABSTEAD_WORKSPACE',
    );
  });

  it('has neither workspace nor debugger where there is no codelab', () => {
    const text = 'environments: { dev: { enabled: true } }\ncodelab: { enabled: false }';
    const { environment, mounts } = glab(aLabFile(text), facts, 'dev').spec;
    expect(environment).to.not.have.any.keys('LABSTEAD_DEBUG_SOCKET', 'LABSTEAD_WORKSPACE');
    expect(mounts.map(({ target }) => target)).to.not.include('/workspace');
  });
});

describe('core/desired/test-database', () => {
  const { spec } = testDatabase(aLabFile(), facts);

  it('keeps its data in memory, within its limit, and nothing on disk', () => {
    expect(spec.mounts.filter(({ readOnly }) => !readOnly)).to.deep.equal([]);
    const data = spec.tmpfs.find(({ path }) => path === '/var/lib/mysql');
    expect(data?.sizeBytes).to.be.lessThan(spec.memoryBytes);
  });

  it('is in reach of the codelab alone', () => {
    expect(spec.networks.map(({ name }) => name)).to.deep.equal(['lab7k2m9q-data-tests']);
  });
});

describe('core/desired/codelab', () => {
  const { spec } = codelab(aLabFile('codelab: { resources: { memory: 5 GiB } }'), facts);

  it('runs as its own user, with the limits of the lab file', () => {
    expect(spec).to.include({
      name: 'lab7k2m9q-dev-codelab',
      image: 'labstead/codelab:0.1.0',
      user: '10005:10001',
    });
    expect(spec.memoryBytes).to.equal(5 * 1024 ** 3);
  });

  it('gets at no data of an environment, only at the workspace, its home, the debugger and the certificate', () => {
    expect(spec.mounts.map((it) => [it.target, it.readOnly])).to.deep.equal([
      ['/workspace', false],
      ['/home/codelab', false],
      ['/run/labstead-debug', true],
      ['/run/secrets', true],
      ['/etc/labstead/certs', true],
    ]);
  });
});

describe('core/desired, when memory runs out', () => {
  it('everything of dev goes before anything of prod', () => {
    const text = 'environments: { dev: { enabled: true } }';
    const { services } = desiredState(aLabFile(text), facts, wished());
    const scores = (wanted: 'prod' | 'dev') =>
      services.filter(({ environment }) => environment === wanted).map(({ spec }) => spec.oomScoreAdjust);
    expect(Math.min(...scores('dev'))).to.be.greaterThan(Math.max(...scores('prod')));
  });
});

describe('core/desired images', () => {
  it('come from the registry of the lab file, else from the one the installer was given', () => {
    expect(front(aLabFile(), facts).pullFrom).to.equal('registry.example.org/mirror/labstead/front:0.1.0');
    expect(front(aLabFile('images: { registry: "mirror.example.org:5000" }'), facts).pullFrom).to.equal(
      'mirror.example.org:5000/labstead/front:0.1.0',
    );
  });

  it('are never looked for in a public namespace that is not ours', () => {
    expect(front(aLabFile(), someFacts({ registry: undefined })).pullFrom).to.equal(undefined);
  });

  it('are what a person wrote where they wrote one', () => {
    const overridden = front(aLabFile('images: { override: { front: "ghcr.io/some/front:2" } }'), facts);
    expect([overridden.spec.image, overridden.pullFrom]).to.deep.equal([
      'ghcr.io/some/front:2',
      'ghcr.io/some/front:2',
    ]);
  });
});
