import { expect } from 'chai';
import { scratchDatabase } from '../../../../src/core/desired/scratch-database.ts';
import { scratchGlab } from '../../../../src/core/desired/scratch-glab.ts';
import { scratchNetwork } from '../../../../src/core/desired/scratch.ts';
import type { DesiredService } from '../../../../src/core/model/desired-state.ts';
import { aBrick, aDatabase } from '../../../support/builders/a-brick.ts';
import { someFacts } from '../../../support/builders/a-lab-file.ts';
import { aLab } from '../../../support/builders/a-lab.ts';

const text =
  'environments: { dev: { enabled: true }, prod: { resources: { glab: { memory: 3 GiB, cpus: 2 } } } }';
const lab = aLab({ text, bricks: [aBrick([aDatabase], { environment: 'prod', name: 'sample' })] });
const facts = someFacts({ mtu: 1400 });
const service = (name: string) => lab.services.find((one) => one.name === name)!;
const databases = lab.services.filter(({ spec }) =>
  spec.mounts.some(({ target }) => target === '/var/lib/mysql'),
);
const folders = { data: '/new/data', bricks: '/new/bricks', workspace: '/new/workspace' };
const withGpu = (real: DesiredService) => ({
  ...real,
  spec: { ...real.spec, gpus: { driver: 'nvidia' as const, count: -1, ids: [] } },
});
const glabs = ['prod-glab', 'dev-glab'].map((name) => {
  const real = withGpu(service(name));
  return { real, scratch: scratchGlab(facts, real, folders) };
});
const all = [
  ...databases.map((real) => ({ real, scratch: scratchDatabase(facts, real, '/new/db') })),
  ...glabs,
];

describe('core/desired/scratch', () => {
  it('the databases of environments and of bricks can all be tried', () => {
    expect(databases.map(({ name }) => name)).to.include.members(['prod-db', 'dev-db']);
    expect(databases.some(({ declaredBy }) => declaredBy !== undefined)).to.equal(true);
  });

  it('has a name that no service has, and the lab’s labels, so that what a crash leaves is a stray', () => {
    const names = lab.services.map(({ spec }) => spec.name);
    for (const { real, scratch } of all) {
      expect(names).not.to.include(scratch.spec.name);
      expect(scratch.spec.labels).to.deep.include({
        'org.labstead.lab': facts.labId,
        'org.labstead.service': `scratch-${real.name}`,
      });
    }
  });

  it('is alone with its environment in a network that leads nowhere, and answers to the service’s name there', () => {
    for (const { real, scratch } of all)
      expect(scratch.spec.networks).to.deep.equal([
        { name: scratchNetwork(facts, real.environment!).name, aliases: [real.name] },
      ]);
    const network = scratchNetwork(facts, 'prod');
    expect(network).to.deep.include({ internal: true, attach: [], mtu: 1400 });
    expect(lab.networks.map(({ name }) => name)).not.to.include(network.name);
    expect(scratchNetwork(facts, 'dev').name).not.to.equal(network.name);
  });

  it('has the image, the user and the limits of the real one, is begun by nobody anew, and dies before anything else', () => {
    for (const { real, scratch } of all) {
      const { image, user, memoryBytes, cpus, pids } = real.spec;
      expect(scratch.spec).to.deep.include({ image, user, memoryBytes, cpus, pids, once: true });
      expect(scratch.spec.oomScoreAdjust).to.be.greaterThan(
        Math.max(...lab.services.map(({ spec }) => spec.oomScoreAdjust)),
      );
    }
  });
});

describe('core/desired/scratch-database', () => {
  it('works on the folder it is given, with the password of the real one', () => {
    for (const real of databases) {
      const { mounts } = scratchDatabase(facts, real, '/new/db').spec;
      expect(mounts).to.deep.equal(
        real.spec.mounts.map((one) => (one.target === '/run/secrets' ? one : { ...one, source: '/new/db' })),
      );
    }
  });
});

describe('core/desired/scratch-glab', () => {
  it('changes nothing of what it is tried on, nor of anything that is in use', () => {
    for (const { scratch } of glabs)
      for (const { readOnly, target } of scratch.spec.mounts) expect(readOnly, target).to.equal(true);
  });

  it('is at rest, without GPU or debugger', () => {
    for (const { scratch } of glabs) {
      expect(scratch.spec.command).to.deep.equal(['serve', '--at-rest']);
      expect(scratch.spec).not.to.have.property('gpus');
      expect(scratch.spec.environment).not.to.have.property('LABSTEAD_DEBUG_SOCKET');
    }
  });

  it('works on the folders it is given, and on those in use where none is given', () => {
    const sources = (given: Parameters<typeof scratchGlab>[2]) =>
      Object.fromEntries(
        scratchGlab(facts, service('dev-glab'), given).spec.mounts.map((one) => [one.target, one.source]),
      );
    const dev = '/var/lib/labstead/environments/dev';
    expect(sources(folders)).to.deep.include({
      '/data': '/new/data',
      '/bricks': '/new/bricks',
      '/workspace': '/new/workspace',
    });
    expect(sources({ data: '/new/data' })).to.deep.include({
      '/data': '/new/data',
      '/bricks': `${dev}/bricks`,
      '/workspace': `${dev}/workspace`,
    });
  });
});
