import { expect } from 'chai';
import { aLab, aLabOf, aService } from '../../../support/builders/a-lab.ts';
import {
  aContainer,
  allAsWished,
  aNetwork,
  containerOf,
  withContainers,
} from '../../../support/builders/an-observed-lab.ts';
import { configHash } from '../../../../src/core/desired/config-hash.ts';
import type { HealthInput } from '../../../../src/core/health/check.ts';
import { limitPlace, raiseMemory } from '../../../../src/core/health/limit-path.ts';
import { findProblems, healthChecks } from '../../../../src/core/health/health-checks.ts';
import type { DesiredState } from '../../../../src/core/model/desired-state.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import type { ObservedContainer, ObservedState } from '../../../../src/core/model/observed-state.ts';

const GiB = 1024 ** 3;
const MiB = 1024 ** 2;
const day = 86_400_000;
const lab = aLab();
const there = allAsWished(lab);
const glab = lab.services.find((it) => it.name === 'prod-glab')!;

function input(changes: Partial<HealthInput> = {}): HealthInput {
  return {
    look: { desired: lab, observed: there },
    blind: undefined,
    disks: [
      {
        path: '/var/lib/labstead',
        usedBytes: 90 * GiB,
        freeBytes: 100 * GiB,
        totalBytes: 200 * GiB,
        freeInodes: 1_000_000,
      },
    ],
    codelabDisks: [],
    heldBack: new Map(),
    stops: new Map(),
    environments: [],
    timeZone: 'UTC',
    labFile: { broken: [], notYetApplied: undefined },
    pressure: new Map(),
    machine: undefined,
    now: lab.lookedAt,
    ...changes,
  };
}

function found(changes: Partial<HealthInput>): string[] {
  return findProblems(input(changes)).map((it) => `${it.severity} ${it.id} ${it.subject}: ${it.message}`);
}

const seeing = (observed: ObservedState, desired: DesiredState = lab): string[] =>
  found({ look: { desired, observed } });
const glabIs = (changes: Partial<ObservedContainer>): string[] =>
  seeing(withContainers(there, [containerOf(glab, changes)]));

describe('core/health', () => {
  it('a lab that is as wished has no problems', () => {
    expect(findProblems(input())).to.deep.equal([]);
  });

  it('every problem says what to do', () => {
    const all = findProblems(
      input({
        look: { desired: lab, observed: { ...there, images: {}, containers: [], networks: [] } },
        labFile: {
          broken: [{ path: 'domain', message: 'is not a host name', line: 3 }],
          notYetApplied: undefined,
        },
        disks: [{ path: '/', usedBytes: 1, freeBytes: 1, totalBytes: 2, freeInodes: 0 }],
      }),
    );
    expect(all.length).to.be.greaterThan(4);
    for (const { hint, message } of all)
      expect([hint, message].every((it) => /[.:?\w]$/.test(it) && it.length > 10)).to.equal(true);
  });

  it('the worst comes first', () => {
    const severities = findProblems(
      input({
        labFile: { broken: [], notYetApplied: 3 },
        disks: [{ path: '/', usedBytes: 0, freeBytes: 3 * GiB, totalBytes: 200 * GiB, freeInodes: 0 }],
        look: { desired: lab, observed: withContainers(there, [containerOf(glab, { health: 'unhealthy' })]) },
      }),
    ).map((it) => it.severity);
    expect(severities).to.deep.equal(['critical', 'warning', 'info']);
  });

  it('while nobody can look, only what can be known without looking is told', () => {
    const blind = new LabError('docker.forbidden', 'The engine’s socket may not be opened.', {
      hint: 'Check its group.',
    });
    expect(found({ blind })).to.deep.equal([
      'critical docker-forbidden docker: The engine’s socket may not be opened.',
    ]);
    const unknown = healthChecks.filter((it) => it.find(input({ blind })) === undefined).map((it) => it.id);
    expect(unknown).to.include('container-unhealthy').and.not.include('disk-low');
  });

  it('before the first look nothing is wrong and nothing is fine', () => {
    expect(found({ look: undefined })).to.deep.equal([]);
    expect(healthChecks[0]!.find(input({ look: undefined }))).to.equal(undefined);
  });

  it('a disk that is getting full is told with numbers', () => {
    const disk = { path: '/var/lib/labstead', usedBytes: 0, totalBytes: 200 * GiB, freeInodes: 1_000_000 };
    expect(found({ disks: [{ ...disk, freeBytes: 4 * GiB }] })).to.deep.equal([
      'warning disk-low /var/lib/labstead: Only 4 GiB of 200 GiB are free where /var/lib/labstead lies.',
    ]);
    expect(found({ disks: [{ ...disk, freeBytes: GiB / 2 }] })[0]).to.match(/^critical .*512 MiB of 200 GiB/);
  });

  it('a disk that runs out of files is told, and one that does not count them is not', () => {
    const disk = { path: '/', usedBytes: 0, totalBytes: 200 * GiB, freeBytes: 100 * GiB };
    expect(found({ disks: [{ ...disk, freeInodes: 100 }] })[0]).to.include('Only 100 more files');
    expect(found({ disks: [{ ...disk, freeInodes: 0 }] })[0]).to.include('Only 0 more files');
    expect(found({ disks: [{ ...disk, freeInodes: Infinity }] })).to.deep.equal([]);
  });

  it('a file system of the codelab’s own that is full is told beside what to do, and is nobody else’s trouble', () => {
    const disk = { path: '/lab/workspace', usedBytes: MiB, totalBytes: 64 * MiB, freeInodes: 1_000_000 };
    const told = (freeBytes: number) => found({ codelabDisks: [{ ...disk, freeBytes }] });
    expect(told(0)).to.deep.equal([
      'critical codelab-disk-full dev-codelab: Only 0 B of 64 MiB are free in /lab/workspace: the codelab can’t save. The rest of the lab goes on.',
    ]);
    expect(found({ codelabDisks: [{ ...disk, totalBytes: 9 * GiB, freeBytes: 200 * MiB }] })[0]).to.match(
      /^warning/,
    );
    expect(told(32 * MiB), 'a small one with room').to.deep.equal([]);
  });

  it('a name that something else holds is told', () => {
    expect(seeing(withContainers(there, [aContainer('prod-glab', { ours: false })]))).to.deep.equal([
      "critical name-taken prod-glab: lab7k2m9q-prod-glab exists and is not this lab's, so prod-glab is left as it is.",
    ]);
    const networks = there.networks.map((it) =>
      it.name.endsWith('data-prod') ? { ...it, ours: false } : it,
    );
    expect(seeing({ ...there, networks }).map((it) => it.split(':')[0])).to.deep.equal([
      'critical name-taken prod-db',
      'critical name-taken prod-glab',
    ]);
  });

  it('a container that runs and is not healthy is told with what its check said last', () => {
    expect(glabIs({ health: 'unhealthy', healthMessage: 'trying\nno database\n' })).to.deep.equal([
      'critical container-unhealthy prod-glab: prod-glab runs but its health check fails: no database',
    ]);
    expect(glabIs({ health: 'starting' })).to.deep.equal([]);
  });

  it('a container that keeps ending is told, until it has run for a while', () => {
    expect(glabIs({ state: 'restarting', health: 'none', restartCount: 5, exitCode: 3 })).to.deep.equal([
      'critical crash-loop prod-glab: prod-glab has ended by itself 5 times, last with exit code 3.',
    ]);
    expect(glabIs({ restartCount: 5, startedAt: lab.lookedAt - 60_000 })).to.have.length(1);
    expect(glabIs({ restartCount: 5, startedAt: lab.lookedAt - 3_600_000 })).to.deep.equal([]);
    expect(glabIs({ restartCount: 1, startedAt: lab.lookedAt })).to.deep.equal([]);
  });

  it('a container that ran out of memory is told with the limit and where to raise it', () => {
    const problem = findProblems(
      input({
        look: { desired: lab, observed: withContainers(there, [containerOf(glab, { oomKilled: true })]) },
      }),
    )[0]!;
    expect(problem.message).to.include('more than its 2 GiB of memory');
    expect(problem.hint).to.include('environments.prod.resources.glab.memory');
  });

  it('a service that should not run has no problems of its own', () => {
    const stopped = aLab({ stopped: ['prod-glab'] });
    expect(
      seeing(withContainers(there, [containerOf(glab, { state: 'exited', oomKilled: true })]), stopped),
    ).to.deep.equal([]);
  });

  describe('an image that is not there', () => {
    const nowhere = aLabOf(aService('front', { image: 'front:2', pullFrom: undefined }));
    const old = withContainers(allAsWished(aLabOf()), [containerOf(aService('front'))]);

    it('is critical when it can not be pulled and nothing runs', () => {
      expect(seeing(allAsWished(aLabOf()), nowhere)).to.deep.equal([
        'critical image-unavailable front: The image front:2 of front is not on this machine, and there is no registry to pull it from.',
      ]);
    });

    it('is a warning while the old container runs', () => {
      expect(seeing(old, nowhere)[0]).to.match(/^warning .*; the old one keeps running\.$/);
    });

    it('is no problem once the container was made from it', () => {
      expect(seeing({ ...there, images: {} })).to.deep.equal([]);
    });

    it('says where it would come from', () => {
      expect(seeing(old, aLabOf(aService('front', { image: 'front:2' })))[0]).to.include(
        'pulled from registry.example.org/front:2',
      );
    });
  });

  it('a certificate whose renewal must have failed is told, and one that ended is critical', () => {
    const until = (notAfter: number): string[] =>
      seeing({ ...there, files: { ...there.files, certificate: { ...there.files.certificate!, notAfter } } });
    expect(until(lab.lookedAt + 20 * day)).to.deep.equal([]);
    expect(until(lab.lookedAt + 10 * day)).to.deep.equal([
      'warning certificate-ending lab.localhost: The certificate ends in 10 days.',
    ]);
    expect(until(lab.lookedAt - 1)).to.deep.equal([
      'critical certificate-ending lab.localhost: The certificate has ended.',
    ]);
  });

  it('an authority that can’t sign, or ends before people could be told, is told with what to do', () => {
    const authority = there.files.authority!;
    const with_ = (changes: Partial<typeof authority>): string[] =>
      seeing({ ...there, files: { ...there.files, authority: { ...authority, ...changes } } });
    expect(with_({ fault: 'other-key' })).to.deep.equal([
      'warning certificate-authority lab.localhost: The lab’s certificate authority can’t issue certificates: its key does not belong to its certificate. The present certificate stays until it ends.',
    ]);
    expect(with_({ notAfter: lab.lookedAt + 200 * day })).to.deep.equal([]);
    expect(with_({ notAfter: lab.lookedAt + 100 * day })[0]).to.include('authority ends in 100 days');
    expect(with_({ notAfter: lab.lookedAt - 1 })[0]).to.include('can’t issue certificates: it has ended');
    expect(seeing({ ...there, files: { ...there.files, authority: undefined } })).to.deep.equal([]);
  });

  it('an edge that is not there, does not run, or is not attached is told', () => {
    const edge = there.containers.find((it) => it.service === 'edge')!;
    expect(seeing(withContainers(there, [], ['edge']))[0]).to.include(
      'critical edge-down edge: There is no edge',
    );
    expect(seeing(withContainers(there, [{ ...edge, state: 'exited', health: 'none' }]))[0]).to.include(
      'The edge is exited',
    );
    expect(seeing(withContainers(there, [{ ...edge, networks: edge.networks.slice(0, 2) }]))).to.deep.equal([
      'warning edge-down edge: The edge is not attached to the network serve-prod.',
    ]);
    expect(seeing(withContainers(there, [{ ...edge, health: 'starting' }]))).to.deep.equal([]);
  });

  it('an edge that runs but through which nobody reaches the lab is told, with how to start it anew', () => {
    const edge = { since: 1, reason: 'it answers with 404' };
    expect(seeing({ ...there, edge })).to.deep.equal([
      'critical edge-unreachable edge: The lab can’t be reached at lab.localhost: the edge runs, but it answers with 404.',
    ]);
    const [problem] = findProblems(input({ look: { desired: lab, observed: { ...there, edge } } }));
    expect(problem?.hint).to.match(/docker restart lab7k2m9q-edge$/);
    const exited = there.containers.map((it) =>
      it.service === 'edge' ? { ...it, state: 'exited' as const } : it,
    );
    expect(seeing({ ...there, edge, containers: exited }).join()).not.to.include('edge-unreachable');
  });

  it('a network that is open and should be closed is told, since only a stopped lab can change it', () => {
    const networks = there.networks.map((it) => (it.internal ? aNetwork(it.name) : it));
    expect(seeing({ ...there, networks }).join()).to.include(
      'network-differs data-prod: The network data-prod has a way out',
    );
  });

  it('a service held back is told while its previous container stands in for it', () => {
    const heldBack = new Map([['prod-glab', configHash(glab.spec)]]);
    const older = withContainers(there, [containerOf(glab, { configHash: 'older0000000' })]);
    expect(found({ heldBack, look: { desired: lab, observed: older } })[0]).to.include(
      'warning held-back prod-glab',
    );
    const olderImage = withContainers(there, [containerOf(glab, { imageId: 'sha256:older' })]);
    expect(found({ heldBack, look: { desired: lab, observed: olderImage } })[0]).to.include(
      'warning held-back prod-glab',
    );
    expect(found({ heldBack })).to.deep.equal([]);
  });

  it('a newer image of a service that runs is told, as what apply would use', () => {
    const olderImage = withContainers(there, [containerOf(glab, { imageId: 'sha256:older' })]);
    expect(seeing(olderImage)).to.deep.equal([
      'info newer-image prod-glab: A newer image of prod-glab is here; apply uses it.',
    ]);
    expect(seeing({ ...olderImage, images: {} })).to.deep.equal([]);
    const heldBack = new Map([['prod-glab', configHash(glab.spec)]]);
    const severities = found({ heldBack, look: { desired: lab, observed: olderImage } });
    expect(severities.some((it) => it.includes('newer-image'))).to.equal(false);
  });

  it('a lab file that was broken by hand is told with every error, one not applied with how to', () => {
    const broken = [
      { path: 'domain', message: 'is not a host name', line: 3 },
      { path: 'name', message: 'is missing' },
    ];
    expect(found({ labFile: { broken, notYetApplied: 2 } })).to.deep.equal([
      "warning lab-file-invalid lab.yaml: lab.yaml was changed and can't be used: line 3, domain: is not a host name.",
      "warning lab-file-invalid lab.yaml: lab.yaml was changed and can't be used: name: is missing.",
    ]);
    expect(found({ labFile: { broken: [], notYetApplied: 2 } })[0]).to.match(/^info lab-file-not-applied/);
  });

  it('a service that stays close to its memory limit is told before anything is killed', () => {
    const held = { memoryBytes: 1.95 * GiB, limitBytes: 2 * GiB, since: lab.lookedAt - 20 * 60_000 };
    const problems = findProblems(input({ pressure: new Map([['prod-glab', held]]) }));
    expect(problems.map(({ id, severity, subject }) => [id, severity, subject])).to.deep.equal([
      ['memory-near-limit', 'warning', 'prod-glab'],
    ]);
    expect(problems[0]?.message).to.include('nearly all of its 2 GiB');
    expect(problems[0]?.hint).to.include('environments.prod.resources.glab.memory');
  });

  it('of a service of a brick, the hint names the brick’s own file and what the lab file allows', () => {
    const declaredBy = { brick: 'labstead_explorer', name: 'notes' };
    const of = (more: object) => ({ name: 'x', environment: 'prod' as const, ...more });
    expect(raiseMemory(of({ declaredBy }))).to.equal(
      'Raise services.notes.memory in settings.json of the brick labstead_explorer (at most environments.prod.brickServices.memory of the lab file), or use smaller tasks.',
    );
    expect(limitPlace(of({ declaredBy }), 'cpus')).to.equal(
      'services.notes.cpus in settings.json of the brick labstead_explorer',
    );
    expect(limitPlace(of({ name: 'biota-db' }), 'memory')).to.equal('biota.memory in the lab file');
    expect(limitPlace(of({ name: 'biota-db' }), 'cpus')).to.equal(undefined);
  });

  it('limits beyond what the machine has are told, naming the field', () => {
    const small = { cores: 1, memoryTotalBytes: 1.5 * GiB };
    const desired = {
      ...lab,
      services: lab.services.map((it) => ({ ...it, spec: { ...it.spec, cpus: 2 } })),
    };
    const problems = findProblems(
      input({ machine: small, look: { desired, observed: allAsWished(desired) } }),
    );
    const told = problems.filter(({ id }) => id === 'limits-beyond-machine');
    expect(told.map(({ subject }) => subject)).to.deep.equal(['front', 'prod-db', 'prod-glab', 'prod-glab']);
    expect(told.map(({ hint }) => hint)).to.include(
      'Lower environments.prod.resources.glab.memory in the lab file.',
    );
    expect(told.every(({ severity }) => severity === 'info')).to.equal(true);
    expect(found({ machine: { cores: 2, memoryTotalBytes: 4 * GiB } })).to.deep.equal([]);
  });
});
