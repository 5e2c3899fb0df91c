import { expect } from 'chai';
import { restoreWords } from '../../../../src/core/backup/restore-words.ts';
import type { EnvironmentName } from '../../../../src/core/model/lab-file.ts';
import type { Generations } from '../../../../src/core/ports.ts';
import { restoreWork, type RestoreWorkOptions } from '../../../../src/engine/backup/restore-work.ts';
import { aManifest } from '../../../support/fake-backups.ts';
import { refused } from '../../../support/refused.ts';
import { useTempStore } from '../../../support/temp-store.ts';

const restore = '01J';

describe('engine/backup/restore-work', () => {
  const temp = useTempStore();
  const mounted = new Set<string>();
  let did: string[];

  const work = (given: Partial<Generations> = {}) => {
    const store = temp.open();
    const hands: Partial<Generations> = {
      isMounted: async (path) => mounted.has(path),
      asides: async () => [],
      putBack: async () => void did.push('putBack'),
      assertInPlace: async () => void did.push('assertInPlace'),
      forgetBefore: async () => void did.push('forgetBefore'),
      discard: async (environment: EnvironmentName) => void did.push(`discard ${environment}`),
      ...given,
    };
    store.backups.addRestore({
      ...{ job: restore, snapshot: 'aa', repository: 'local', words: 'prod', restoredAt: 1 },
      ...{ environments: ['prod'], parts: ['prod-data'], mounts: ['/lab/environments/prod/data'] },
    });
    const options = { generations: hands, store, home: '/lab', clock: { now: () => 2 } };
    return { store, work: restoreWork(options as unknown as RestoreWorkOptions) };
  };

  beforeEach(() => {
    did = [];
    mounted.clear();
  });

  it('what lies aside on a mount that is away is not taken as gone, put back, or deleted', async () => {
    const { store, work: it } = work();
    const [part] = it.waiting(restore)!.parts;
    for (const attempt of [
      () => it.forget(restore),
      () => it.putBack(restore, part!),
      () => it.confirm(restore),
      () => it.forgetBefore(restore, 'prod'),
    ])
      expect((await refused('backup.swap_failed', attempt)).message).to.contain(
        '/lab/environments/prod/data',
      );
    expect(did).to.deep.equal([]);
    expect(store.backups.restores().map(({ confirmedAt }) => confirmedAt)).to.deep.equal([undefined]);
    mounted.add('/lab/environments/prod/data');
    await it.putBack(restore, part!);
    await it.forget(restore);
    expect([did, store.backups.restores()]).to.deep.equal([['putBack'], []]);
  });

  it('is confirmed once each part was found in its place, and not looked at again', async () => {
    const { store, work: it } = work({
      assertInPlace: async () => {
        if (did.push('assertInPlace') === 1) throw new Error('it is gone');
      },
    });
    mounted.add('/lab/environments/prod/data');
    store.backups.noteRestore(restore, 'restored');
    await it.confirm(restore).catch(() => undefined);
    expect(store.backups.restores()[0]?.confirmedAt).to.equal(undefined);
    for (let times = 0; times < 2; times += 1) await it.confirm(restore);
    expect(store.backups.restores()[0]?.confirmedAt).to.equal(2);
    expect(did).to.deep.equal(['assertInPlace', 'assertInPlace']);
  });

  it('that was undone is confirmed whatever became of what is in place', async () => {
    const { store, work: it } = work();
    store.backups.noteRestore(restore, 'undone');
    await it.confirm(restore);
    expect([did, store.backups.restores()[0]?.confirmedAt]).to.deep.equal([[], 2]);
  });

  it('is called in its job as it was before anybody asked for it', () => {
    const told = (target: string, path?: string) =>
      restoreWords(aManifest, { target, path, without: [] }).words;
    const { words } = work().work;
    for (const target of ['lab', 'prod', 'prod-db']) expect(words({ target })).to.equal(told(target));
    const path = '/environments/prod/data/a/';
    expect(words({ target: 'prod', path })).to.equal(told('prod', path));
  });

  it('what was made for an environment that is switched off now is discarded, too', async () => {
    await work().work.discard(restore);
    expect(did).to.deep.equal(['discard prod', 'discard dev']);
  });
});
