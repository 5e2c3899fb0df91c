import { expect } from 'chai';
import { aLabFile, someFacts } from '../../../support/builders/a-lab-file.ts';
import { front } from '../../../../src/core/desired/front.ts';
import { prodDb } from '../../../../src/core/desired/prod-db.ts';
import { prodGlab } from '../../../../src/core/desired/prod-glab.ts';

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

describe('core/desired/prod-db', () => {
  const text = 'environments: { prod: { resources: { database: { memory: 3 GiB, cpus: 2, pids: 300 } } } }';
  const { spec } = prodDb(aLabFile(text), facts);

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
      prodDb(aLabFile(text.replace('3 GiB', memory)), facts).spec.environment.MARIADB_BUFFER_POOL_SIZE;
    expect(['256 MiB', '1 GB', '64 GiB'].map(poolWith)).to.deep.equal(['128M', '476M', '32768M']);
  });

  it('is reached on its own network only, under its service name', () => {
    expect(spec.networks).to.deep.equal([{ name: 'lab7k2m9q-db-prod', aliases: ['prod-db'] }]);
  });

  it('has the limits of the lab file', () => {
    expect(spec).to.include({ memoryBytes: 3 * 1024 ** 3, cpus: 2, pids: 300 });
  });
});

describe('core/desired/prod-glab', () => {
  const text = `domain: lab.example.org
environments:
  prod: { variables: { MODEL: large } }`;
  const { spec, after } = prodGlab(aLabFile(text), facts);

  it('needs the database', () => {
    expect(after).to.deep.equal(['prod-db']);
  });

  it('gets the variables of the lab file beside its own', () => {
    expect(spec.environment).to.deep.equal({
      MODEL: 'large',
      LABSTEAD_ENVIRONMENT: 'prod',
      LABSTEAD_LAB_NAME: 'Test lab',
      LABSTEAD_CONSOLE_URL: 'https://lab.example.org:8443',
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
    expect(spec.oomScoreAdjust).to.be.greaterThan(prodDb(aLabFile(), facts).spec.oomScoreAdjust);
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
