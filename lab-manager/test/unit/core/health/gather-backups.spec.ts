import { expect } from 'chai';
import { gatherBackups, type RepositoryFacts } from '../../../../src/core/health/gather-backups.ts';
import type { DrillRecord, Snapshot } from '../../../../src/core/model/backup.ts';
import { aLabFile } from '../../../support/builders/a-lab-file.ts';

const aSnapshot = (id: string, takenAt: number, complete = true): Snapshot => ({
  ...{ id, takenAt, complete, repository: 'local', labId: 'lab', job: 'job', original: undefined },
  installation: undefined,
  ...{ bytesProcessed: 1, bytesAdded: 1, filesProcessed: 1 },
});
const aDrill = (snapshot: string, endedAt: number, failure?: string): DrillRecord => ({
  ...{ snapshot, endedAt, failure, repository: 'local', startedAt: endedAt - 1 },
  ...{ tables: 1, rows: 1, files: 1, bytes: 1 },
});
const facts = (changes: Partial<RepositoryFacts> = {}): RepositoryFacts => ({
  ...{
    known: { madeAt: 5, code: undefined, goodAt: undefined },
    health: { checkedAt: 100, damage: [], unchecked: new Set() },
  },
  ...{ snapshots: [], trouble: undefined, onDataDisk: true, leftKeys: [], othersAt: undefined },
  ...changes,
});
const { backup } = aLabFile();
const times = (since: number) => ({ since, now: 1_000 });

describe('core/health/gather-backups', () => {
  it('the newest good one is none that lacks something, was not checked or failed in a drill', () => {
    const snapshots = [
      aSnapshot('a', 10),
      aSnapshot('b', 20),
      aSnapshot('c', 30, false),
      aSnapshot('d', 200),
    ];
    const known = (drills: DrillRecord[]) =>
      gatherBackups(backup, () => facts({ snapshots }), drills, times(0));
    expect(known([]).repositories[0]).to.include({
      newestGoodAt: 20,
      newestAt: 200,
      made: true,
      codeConfirmed: false,
    });
    const failed = known([aDrill('b', 40, 'no'), aDrill('a', 30)]);
    expect(failed.repositories[0]?.newestGoodAt).to.equal(10);
    expect([failed.lastDrill?.endedAt, failed.lastGoodDrill?.endedAt]).to.deep.equal([40, 30]);
  });

  it('one of a time that is yet to come is not the newest good one, also where a drill restored it', () => {
    const snapshots = [aSnapshot('a', 20), aSnapshot('b', 400_000)];
    const drills = [aDrill('b', 400_100)];
    expect(
      gatherBackups(backup, () => facts({ snapshots }), drills, times(0)).repositories[0]?.newestGoodAt,
    ).to.equal(20);
  });

  it('how new a repository is no snapshot of a time that is yet to come says', () => {
    const known = (...takenAt: number[]) =>
      gatherBackups(
        backup,
        () => facts({ snapshots: takenAt.map((at) => aSnapshot(`s${at}`, at)) }),
        [],
        times(0),
      ).repositories[0];
    expect(known(20, 400_000)).to.include({ newestAt: 20, onlyToCome: false });
    expect(known(400_000)).to.include({ newestAt: undefined, onlyToCome: true });
    expect(known()).to.include({ newestAt: undefined, onlyToCome: false });
  });

  it('the newest drill is the one that was asked for last, also where one before it ended under a clock that was ahead', () => {
    const drills = [aDrill('a', 40, 'no'), aDrill('a', 400_000), aDrill('a', 30)];
    const { lastDrill, lastGoodDrill } = gatherBackups(backup, () => facts(), drills, times(0));
    expect([lastDrill?.endedAt, lastGoodDrill?.endedAt]).to.deep.equal([40, 400_000]);
  });

  it('what was not listed is not taken for empty', () => {
    const [one] = gatherBackups(backup, () => facts({ snapshots: undefined }), [], times(0)).repositories;
    expect(one).to.include({ listed: false, newestAt: undefined });
  });

  it('of what was not listed the last good one is what was remembered; a listing takes its place, also an empty one', () => {
    const remembered = { madeAt: 5, code: undefined, goodAt: 42 };
    const goodAt = (changes: Partial<RepositoryFacts>) =>
      gatherBackups(backup, () => facts({ known: remembered, ...changes }), [], times(0)).repositories[0]
        ?.newestGoodAt;
    expect(goodAt({ snapshots: undefined })).to.equal(42);
    expect(goodAt({ snapshots: [aSnapshot('a', 10)] })).to.equal(10);
    expect(goodAt({ snapshots: [] })).to.equal(undefined);
  });

  it('a lab that made no repository yet is late from when it began to look after backups', () => {
    expect(gatherBackups(backup, () => facts({ known: undefined }), [], times(77)).since).to.equal(77);
    expect(gatherBackups(backup, () => facts(), [], times(77)).since).to.equal(5);
  });
});
