import { expect } from 'chai';
import { aLab } from '../../../support/builders/a-lab.ts';
import { allAsWished, onlyCompose } from '../../../support/builders/an-observed-lab.ts';
import type { HealthInput, Look } from '../../../../src/core/health/check.ts';
import { findProblems } from '../../../../src/core/health/health-checks.ts';
import { referenceRefusal } from '../../../../src/core/health/reference-room.ts';
import { configHash } from '../../../../src/core/desired/config-hash.ts';
import type { DesiredState } from '../../../../src/core/model/desired-state.ts';
import type { ObservedState } from '../../../../src/core/model/observed-state.ts';
import type { Purpose } from '../../../../src/core/model/operation.ts';
import { describeOperation, operationAct } from '../../../../src/core/reconcile/operation-words.ts';
import { stepName } from '../../../../src/core/step-names.ts';
import { reconcile } from '../../../../src/core/reconcile/reconcile.ts';
import { referenceView } from '../../../../src/core/reference/reference-view.ts';
import { notRemovable } from '../../../../src/core/reference/removable.ts';

const dev = 'environments: { dev: { enabled: true } }';
const inProd = [{ environment: 'prod', brick: 'labstead_reference' }] as const;
const lab = (text = '', referenceNeeds: Parameters<typeof aLab>[0] = {}) => aLab({ text, ...referenceNeeds });
const biota = (desired: DesiredState) => desired.services.find(({ name }) => name === 'biota-db');

const needing = lab('', { referenceNeeds: inProd });
const there = allAsWished(needing);
const without: ObservedState = {
  ...there,
  containers: there.containers.filter(({ service }) => service !== 'biota-db'),
  files: { ...there.files, generations: [] },
};
const names = (desired: DesiredState, observed: ObservedState, purpose: Purpose = 'apply'): string[] =>
  reconcile(desired, observed, new Map(), purpose).map(({ operation }) => stepName(operationAct(operation)));

describe('core/desired/biota-db', () => {
  it('exists only where a brick asks for it', () => {
    expect(biota(lab())).to.equal(undefined);
    expect(biota(needing)?.running).to.equal(true);
  });

  it('never exists where it is switched off, and always where it is switched on', () => {
    expect(biota(lab('biota: { mode: off }', { referenceNeeds: inProd }))).to.equal(undefined);
    expect(biota(lab('biota: { mode: on }'))?.spec.environment['BIOTA_READERS']).to.equal('prod');
  });

  it('does not exist for a brick of an environment that is disabled', () => {
    const needs = [{ environment: 'dev', brick: 'x' }] as const;
    expect(biota(lab('', { referenceNeeds: needs }))).to.equal(undefined);
    expect(biota(lab(dev, { referenceNeeds: needs }))?.spec.environment['BIOTA_READERS']).to.equal('dev');
  });

  it('reaches each environment over a network of its own, so that none reaches another by it', () => {
    const both = lab(`${dev}\nbiota: { mode: on }`);
    expect(biota(both)?.spec.networks.map((it) => it.name)).to.deep.equal([
      'lab7k2m9q-biota-prod',
      'lab7k2m9q-biota-dev',
    ]);
    const membersOf = (network: string): string[] =>
      both.services
        .filter(({ spec }) => spec.networks.some((it) => it.name === network))
        .map((it) => it.name);
    expect(membersOf('lab7k2m9q-biota-prod')).to.deep.equal(['prod-glab', 'biota-db']);
    expect(membersOf('lab7k2m9q-biota-dev')).to.deep.equal(['dev-glab', 'biota-db']);
    for (const { name, internal } of both.networks)
      if (name.includes('-biota-')) expect(internal).to.equal(true);
  });

  it('mounts its data read-only, and only the generation it serves', () => {
    const data = biota(needing)!.spec.mounts.find(({ target }) => target === '/var/lib/mysql')!;
    expect(data.readOnly).to.equal(true);
    expect(data.source).to.equal(`/var/lib/labstead/shared/biota/${needing.reference!.generation}`);
  });

  it('restarts no glab when the first brick asks for it, or the last one goes', () => {
    const hashOf = (desired: DesiredState) =>
      configHash(desired.services.find(({ name }) => name === 'prod-glab')!.spec);
    expect(hashOf(needing)).to.equal(hashOf(lab()));
  });

  it('another version of the data is another container on another folder', () => {
    const set = `biota: { set: { name: mine, version: "2", url: "https://example.org/a.sql.gz", size: 1 GB,
      sha256: ${'ab'.repeat(32)}, licence: CC0, origin: us } }`;
    const other = lab(set, { referenceNeeds: inProd });
    expect(other.reference!.generation).to.equal('mine-2-abababab');
    expect(configHash(biota(other)!.spec)).not.to.equal(configHash(biota(needing)!.spec));
  });

  it('is built without any network, by a container that is not started again', () => {
    const { build } = needing.reference!;
    expect(build.networks).to.deep.equal([]);
    expect(build.once).to.equal(true);
  });
});

describe('core/reconcile: reference data', () => {
  it('an apply fetches and builds it before its container is made, and everything else before that', () => {
    const plan = names(needing, { ...onlyCompose(), images: there.images });
    const at = (name: string) => plan.indexOf(name);
    expect(at('startContainer:prod-glab')).to.be.lessThan(at('fetchReference:ncbi-organisms-2017.1'));
    expect(plan.slice(at('fetchReference:ncbi-organisms-2017.1'))).to.deep.equal([
      'fetchReference:ncbi-organisms-2017.1',
      `buildReference:${needing.reference!.generation}`,
      'createContainer:biota-db',
      'startContainer:biota-db',
      'waitHealthy:biota-db',
    ]);
  });

  it('the plan says what will be fetched, how much, and under which licence', () => {
    const fetching = reconcile(needing, without, new Map()).map(({ operation }) =>
      describeOperation(operation),
    )[0];
    expect(fetching).to.equal(
      'fetch the reference data ncbi-organisms 2017.1 (322.2 KiB, public domain (United States Government work)): ncbi-organisms 2017.1 is not built',
    );
  });

  it('healing fetches nothing: it may be large, and nobody asked for it', () => {
    expect(names(needing, without, 'heal')).to.deep.equal([]);
  });

  it('healing brings the container back where the data is here', () => {
    const gone = { ...there, containers: without.containers };
    expect(names(needing, gone, 'heal')).to.deep.equal([
      'createContainer:biota-db',
      'startContainer:biota-db',
      'waitHealthy:biota-db',
    ]);
  });

  it('the old data goes on being served until an apply has built the new one, and is replaced only then', () => {
    const set = `biota: { set: { name: mine, version: "2", url: "https://example.org/a.sql.gz", size: 1 GB,
      sha256: ${'ab'.repeat(32)}, licence: CC0, origin: us } }`;
    const other = lab(set, { referenceNeeds: inProd });
    expect(names(other, there, 'heal')).to.deep.equal([]);
    const plan = names(other, there);
    expect(plan.slice(0, 2)).to.deep.equal(['fetchReference:mine-2', 'buildReference:mine-2-abababab']);
    expect(plan.indexOf('stopContainer:biota-db')).to.be.greaterThan(1);
  });

  it('a service that a person stopped fetches nothing', () => {
    const stopped = aLab({ referenceNeeds: inProd, stopped: ['biota-db'] });
    expect(names(stopped, without)).to.deep.equal([]);
  });

  it('what a build left that was cut goes before the next build', () => {
    const leftover = { ...there.containers[0]!, name: 'lab7k2m9q-biota-build', service: 'biota-build' };
    const plan = reconcile(needing, { ...without, containers: [...without.containers, leftover] }, new Map());
    const build = plan.find(({ operation }) => operation.kind === 'buildReference')!;
    const removal = plan.find(
      ({ operation }) => operation.kind === 'removeContainer' && operation.container === leftover.name,
    )!;
    expect(build.after).to.include(removal.id);
  });

  it('with its last brick the container goes, and the data stays', () => {
    const plan = names(lab(), there, 'heal');
    expect(plan).to.deep.equal(['stopContainer:biota-db', 'removeContainer:biota-db']);
  });

  it('a download goes once it is built, an unfinished one only when nobody wants it any more', () => {
    const archive = needing.reference!.archive;
    const left = (observed: ObservedState, name: string): ObservedState => ({
      ...observed,
      files: { ...observed.files, archives: [{ name, bytes: 1 }] },
    });
    expect(names(needing, left(there, archive))).to.deep.equal([`removeArchive:${archive}`]);
    expect(names(needing, left(without, `${archive}.part`))).not.to.include(`removeArchive:${archive}.part`);
    expect(names(lab(), left(allAsWished(lab()), `${archive}.part`))).to.deep.equal([
      `removeArchive:${archive}.part`,
    ]);
  });
});

describe('core/health: room for reference data', () => {
  const GiB = 1024 ** 3;
  const set = `biota: { set: { name: mine, version: "2", url: "https://example.org/a.sql.gz", size: 10 GiB, builtSize: 30 GiB,
      sha256: ${'ab'.repeat(32)}, licence: CC0, origin: us } }`;
  const large = lab(set, { referenceNeeds: inProd });
  const plan = reconcile(large, without, new Map());
  const disk = (freeBytes: number) => ({ path: '/var/lib/labstead', freeBytes });

  it('a plan that would fill the disk is refused before anything is done, with numbers', () => {
    const refusal = referenceRefusal(plan, { archives: [] }, disk(20 * GiB))!;
    expect(refusal.code).to.equal('disk.low');
    expect(refusal.message).to.equal(
      'The reference data mine 2 needs 41 GiB free where /var/lib/labstead lies (10 GiB to fetch, 30 GiB to build, 1 GiB to go on with); 20 GiB are.',
    );
  });

  it('what was fetched before needs no room again', () => {
    const archives = [{ name: `${large.reference!.archive}.part`, bytes: 9 * GiB }];
    expect(referenceRefusal(plan, { archives }, disk(32 * GiB))).to.equal(undefined);
    expect(referenceRefusal(plan, { archives: [] }, disk(32 * GiB))?.code).to.equal('disk.low');
  });

  it('what is there already, and more of it than there should be, is told as nothing to fetch', () => {
    const archives = [{ name: `${large.reference!.archive}.part`, bytes: 12 * GiB }];
    const refusal = referenceRefusal(plan, { archives }, disk(20 * GiB))!;
    expect(refusal.message).to.contain('needs 31 GiB free');
    expect(refusal.message).to.contain('(0 B to fetch, 30 GiB to build');
  });

  it('a plan that fetches nothing is not refused', () => {
    expect(referenceRefusal([], { archives: [] }, disk(0))).to.equal(undefined);
  });
});

describe('core/reference/removable', () => {
  const unused = (look: Look): string[] =>
    findProblems(healthOf(look))
      .filter((it) => it.id === 'reference-unused')
      .map(({ subject }) => subject);
  const healthOf = (look: Look): HealthInput => ({
    look,
    blind: undefined,
    disks: [],
    codelabDisks: [],
    heldBack: new Map(),
    stops: new Map(),
    environments: [],
    timeZone: 'UTC',
    labFile: { broken: [], notYetApplied: undefined },
    pressure: new Map(),
    machine: undefined,
    now: look.desired.lookedAt,
  });

  const id = needing.reference!.generation;

  it('data that is served can’t be deleted', () => {
    expect(notRemovable(id, { desired: needing, observed: there })?.code).to.equal('reference.in_use');
  });

  it('data that no brick asks for can be deleted once the container is gone', () => {
    const gone = { ...there, containers: without.containers };
    expect(notRemovable(id, { desired: lab(), observed: there })?.code).to.equal('reference.in_use');
    expect(notRemovable(id, { desired: lab(), observed: gone })).to.equal(undefined);
  });

  it('nothing is deleted while a container runs in an older form: what it has mounted can’t be told', () => {
    const older = {
      ...there,
      containers: there.containers.map((it) =>
        it.service === 'biota-db' ? { ...it, configHash: 'older' } : it,
      ),
      files: {
        ...there.files,
        generations: [...there.files.generations, { ...there.files.generations[0]!, id: 'old' }],
      },
    };
    expect(notRemovable('old', { desired: needing, observed: older })?.code).to.equal('reference.in_use');
  });

  it('what is served until its successor is built is neither offered for deletion nor told as unused', () => {
    const set = `biota: { set: { name: mine, version: "2", url: "https://example.org/a.sql.gz", size: 1 GB,
      sha256: ${'ab'.repeat(32)}, licence: CC0, origin: us } }`;
    const look = { desired: lab(set, { referenceNeeds: inProd }), observed: there };
    expect(unused(look)).to.deep.equal([]);
    const [old] = referenceView(look, inProd).generations;
    expect(old).to.include({ id, wanted: false, removable: false });
    const built = lab(set, { referenceNeeds: inProd });
    const replaced = allAsWished(built);
    const both = [...replaced.files.generations, ...there.files.generations];
    const after = {
      desired: built,
      observed: { ...replaced, files: { ...replaced.files, generations: both } },
    };
    expect(unused(after)).to.deep.equal([id]);
    expect(referenceView(after, inProd).generations.map((it) => it.removable)).to.deep.equal([false, true]);
  });

  it('data that is not there is told apart, with what there is', () => {
    const refusal = notRemovable('other', { desired: needing, observed: there });
    expect(refusal?.code).to.equal('reference.unknown');
    expect(refusal?.hint).to.equal(`There is: ${id}.`);
  });
});
