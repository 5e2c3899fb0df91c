import { expect } from 'chai';
import { isOfBackups } from '../../../../src/core/health/backup-checks.ts';
import { findProblems, healthChecks } from '../../../../src/core/health/health-checks.ts';
import type { HealthInput } from '../../../../src/core/health/check.ts';
import type { KnownBackupRepository, KnownBackups } from '../../../../src/core/health/known-backups.ts';
import type { DrillRecord, RepositoryDamage } from '../../../../src/core/model/backup.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** A Monday, 12:00. */
const now = Date.UTC(2027, 2, 1, 12);
const lastNight = now - 9 * hour;

const aRepository = (changes: Partial<KnownBackupRepository> = {}): KnownBackupRepository => ({
  ...{
    name: 'disk',
    copyOf: undefined,
    made: true,
    listed: true,
    trouble: undefined,
    codeConfirmed: true,
    onDataDisk: false,
    leftKeys: [],
    othersAt: undefined,
  },
  ...{ damage: [], newestGoodAt: lastNight, newestAt: lastNight, onlyToCome: false },
  ...changes,
});
const aDrill = (endedAt: number, failure?: string): DrillRecord => ({
  ...{ snapshot: 'aa', repository: 'disk', startedAt: endedAt - 1000, endedAt, failure },
  ...{ tables: 1, rows: 1, files: 1, bytes: 1 },
});
const someDamage = (changes: Partial<RepositoryDamage> = {}): RepositoryDamage => ({
  ...{ foundAt: lastNight, seenAt: lastNight, words: 'pack is wrong', part: 3, snapshots: [] },
  ...changes,
});

function known(changes: Partial<KnownBackups> = {}): KnownBackups {
  return {
    ...{ schedule: '0 3 * * *', repositories: [aRepository()], since: now - 100 * day, awaitsRestore: false },
    ...{ lastDrill: aDrill(now - 3 * day), lastGoodDrill: aDrill(now - 3 * day) },
    ...changes,
  };
}

function input(backup: KnownBackups | undefined): HealthInput {
  return {
    ...{
      look: undefined,
      blind: undefined,
      disks: [],
      codelabDisks: [],
      heldBack: new Map(),
      stops: new Map(),
    },
    ...{
      environments: [],
      timeZone: 'UTC',
      labFile: { broken: [], notYetApplied: undefined },
      pressure: new Map(),
    },
    ...{ machine: undefined, now, backup },
  };
}
const problems = (changes: Partial<KnownBackups> = {}) => findProblems(input(known(changes)));
const found = (changes: Partial<KnownBackups> = {}): string[] =>
  problems(changes).map(({ severity, id, message }) => `${severity} ${id}: ${message}`);
const ofRepository = (changes: Partial<KnownBackupRepository>): string[] =>
  found({ repositories: [aRepository(changes)] });

describe('core/health: backups', () => {
  it('the page of backups tells what each check finds that looks at what is known of them, and no other', () => {
    const asks = healthChecks.filter(
      ({ find }) => find(input(undefined)) === undefined && find(input(known())) !== undefined,
    );
    expect(asks.map(({ id }) => id)).to.deep.equal(healthChecks.filter(isOfBackups).map(({ id }) => id));
  });

  it('a lab with a good snapshot of last night, elsewhere, restored in a drill, has no problem', () => {
    expect(found()).to.deep.equal([]);
  });

  it('a lab that awaits its restore says that alone, and is well enough to be asked for it', () => {
    const damaged = [aRepository({ damage: [someDamage()], newestGoodAt: undefined, codeConfirmed: false })];
    expect(found({ repositories: damaged, awaitsRestore: true })).to.deep.equal([
      'warning restore-awaited: The data of this lab was not restored yet: until it is, nothing is backed up or tried out in a drill.',
    ]);
  });

  it('nothing is said before anything is known', () => {
    expect(findProblems(input(undefined))).to.deep.equal([]);
  });

  it('no good snapshot for more than 26 hours is critical, whatever was made meanwhile', () => {
    const at = (ago: number) => ofRepository({ newestGoodAt: now - ago, newestAt: lastNight });
    expect(at(26 * hour)).to.deep.equal([]);
    expect(at(33 * hour)).to.deep.equal([
      'critical backup-late: The newest good snapshot of this lab is of Sunday 03:00.',
    ]);
    expect(ofRepository({ newestGoodAt: undefined, trouble: 'Its disk is full.' })).to.deep.equal([
      'critical backup-late: There is no good snapshot of this lab. Its disk is full.',
    ]);
    expect(ofRepository({ newestGoodAt: now + 1000 * day })[0], 'of a time yet to come').to.contain(
      'no good',
    );
  });

  it('a repository that can’t be read is said to be that, never to be empty; before it was looked at nothing is said', () => {
    const unlisted = { listed: false, newestGoodAt: undefined, newestAt: undefined };
    const late = (changes: Partial<KnownBackupRepository>): string[] =>
      found({ since: now - 20 * hour, repositories: [aRepository({ ...unlisted, ...changes })] });
    expect(late({})).to.deep.equal([]);
    expect(late({ trouble: 'Its disk is gone.' })).to.deep.equal([
      'warning backup-late: The repository disk can’t be read, so that nobody knows which snapshots there are. Its disk is gone.',
    ]);
    expect(late({ trouble: 'Its disk is gone.', newestGoodAt: lastNight })).to.deep.equal([
      'warning backup-late: The repository disk can’t be read, so that nobody knows which snapshots there are; the last good one that was seen is of 03:00. Its disk is gone.',
    ]);
    const copy = aRepository({
      name: 'nas',
      copyOf: 'disk',
      ...unlisted,
      trouble: 'Its host does not answer.',
    });
    expect(found({ repositories: [aRepository(), copy] })[0]).to.contain('The repository nas can’t be read');
    expect(found({ repositories: [aRepository(), { ...copy, trouble: undefined }] })).to.deep.equal([]);
  });

  it('no good snapshot for more than 26 hours is critical also while the repository can’t be read, with when and where the last was made', () => {
    const away = { listed: false, newestAt: undefined, trouble: 'Its host does not answer.' };
    expect(ofRepository({ ...away, newestGoodAt: now - 33 * hour })).to.deep.equal([
      'critical backup-late: The newest good snapshot of this lab is of Sunday 03:00, in disk, which can’t be used now. Its host does not answer.',
    ]);
    expect(ofRepository({ ...away, newestGoodAt: undefined })).to.deep.equal([
      'critical backup-late: Nobody knows of a good snapshot of this lab: the repository disk can’t be used now. Its host does not answer.',
    ]);
    const elsewhere = { listed: false, newestAt: undefined, newestGoodAt: now - 33 * hour };
    expect(ofRepository(elsewhere)[0], 'not made where it is now').to.match(
      /^critical backup-late: The newest/,
    );
  });

  it('a new lab, and one that makes snapshots once a week, are not late before their time', () => {
    expect(
      found({ since: now - 20 * hour, repositories: [aRepository({ newestGoodAt: undefined })] }),
    ).to.deep.equal([]);
    const weekly = { schedule: '0 3 * * 0' };
    const repositories = (ago: number) => ({
      repositories: [aRepository({ newestGoodAt: lastNight - ago })],
    });
    expect(found({ ...weekly, ...repositories(day) })).to.deep.equal([]);
    expect(found({ ...weekly, ...repositories(8 * day) })[0]).to.contain('critical backup-late');
  });

  it('a lab that makes none by itself is told so, and is not late', () => {
    const off = found({ schedule: undefined, repositories: [aRepository({ newestGoodAt: undefined })] });
    expect(off).to.have.length(1);
    expect(off[0]).to.contain('warning backup-off');
  });

  it('a recovery code that nobody typed back is a warning, for repositories that were made', () => {
    expect(ofRepository({ codeConfirmed: false })[0]).to.match(
      /^warning recovery-code: If this machine is lost/,
    );
    expect(ofRepository({ codeConfirmed: false, made: false })).to.deep.equal([]);
  });

  it('a repository on the data’s own disk is a warning, unless a copy lies elsewhere and can be used', () => {
    const own = aRepository({ onDataDisk: true });
    const copy = (changes: Partial<KnownBackupRepository>) =>
      found({
        repositories: [own, aRepository({ name: 'nas', copyOf: 'disk', onDataDisk: undefined, ...changes })],
      });
    expect(found({ repositories: [own] })[0]).to.contain('warning repository-disk');
    expect(copy({})).to.deep.equal([]);
    expect(copy({ trouble: 'It can’t be reached.' })[0]).to.contain('repository-disk');
    expect(copy({ onDataDisk: true })).to.have.length(2);
  });

  it('another machine that goes on writing is a warning that says what to do, with how that is settled', () => {
    expect(ofRepository({ othersAt: lastNight })).to.deep.equal([
      'warning other-machine: Another machine writes snapshots of this lab into disk, the last of 03:00: switch one of the two off, or take the repository out of its lab file.',
    ]);
    const [problem] = problems({ repositories: [aRepository({ othersAt: lastNight })] });
    expect(problem?.hint).to.contain('labctl backup now --other-is-gone');
  });

  it('damage is critical, and names the snapshots that are not whole', () => {
    const ids = ['aaaaaaaa11', 'bbbbbbbb22'];
    expect(
      ofRepository({ damage: [someDamage({ snapshots: ids }), someDamage({ snapshots: ids.slice(0, 1) })] }),
    ).to.deep.equal([
      'critical backup-damage: Damage was found in the repository disk (03:00): the snapshots aaaaaaaa, bbbbbbbb are not whole.',
    ]);
    expect(ofRepository({ damage: [someDamage({ snapshots: ids }), someDamage()] })[0]).to.contain(
      'any of its snapshots may not be whole',
    );
    const many = Array.from({ length: 7 }, (_, index) => `${index}`.repeat(8));
    expect(ofRepository({ damage: [someDamage({ snapshots: many })] })[0]).to.contain('44444444 and 2 more');
  });

  it('a copy that misses one night is no matter; two are, and so is one that was never made', () => {
    const copy = (changes: Partial<KnownBackupRepository>) =>
      found({ repositories: [aRepository(), aRepository({ name: 'nas', copyOf: 'disk', ...changes })] });
    expect(copy({ newestAt: lastNight - 2 * day })).to.deep.equal([]);
    expect(copy({ newestAt: lastNight - 3 * day, trouble: 'Its host does not answer.' })).to.deep.equal([
      'warning copy-behind: The repository nas is behind disk: its newest snapshot is of Friday 03:00. Its host does not answer.',
    ]);
    expect(copy({ newestAt: undefined })).to.deep.equal([]);
    expect(copy({ newestAt: undefined, trouble: 'Its host does not answer.' })[0]).to.contain(
      'nothing in it yet',
    );
    expect(copy({ newestAt: undefined, onlyToCome: true })).to.deep.equal([
      'warning copy-behind: The repository nas is behind disk: all that it holds is of a time that is yet to come.',
    ]);
    expect(copy({ made: false })[0]).to.contain('it was not made');
  });

  it('a drill that failed is a warning until one goes well; none for 35 days is, too', () => {
    const failed = { lastDrill: aDrill(now - day, 'glab did not answer.') };
    expect(found(failed)[0]).to.contain('failed 24 hours ago').and.to.contain('glab did not answer.');
    expect(found({ ...failed, lastGoodDrill: aDrill(now + 300 * day) })[0], 'the clock was ahead').to.contain(
      'glab did not answer.',
    );
    expect(found({ lastDrill: aDrill(now), lastGoodDrill: aDrill(now) })).to.deep.equal([]);
    const long = aDrill(now - 36 * day);
    expect(found({ lastDrill: long, lastGoodDrill: long })[0]).to.contain('for more than 35 days');
    expect(found({ lastDrill: undefined, lastGoodDrill: undefined })[0]).to.contain('ever restored');
    expect(found({ lastDrill: undefined, lastGoodDrill: undefined, since: now - day })).to.deep.equal([]);
  });

  it('a drill that came to no end is not told as one that failed', () => {
    const lastDrill: DrillRecord = { ...aDrill(now - day, 'The disk is full.'), inconclusive: true };
    expect(found({ lastDrill })[0])
      .to.contain('The newest drill came to no end 24 hours ago')
      .and.to.contain('The disk is full.')
      .and.not.to.contain('failed');
  });

  it('every problem says what to do, by a command', () => {
    const all = [
      ...problems({ schedule: undefined, lastDrill: aDrill(now, 'no.'), lastGoodDrill: undefined }),
      ...problems({
        lastDrill: undefined,
        lastGoodDrill: undefined,
        repositories: [
          aRepository({
            onDataDisk: true,
            codeConfirmed: false,
            newestGoodAt: undefined,
            damage: [someDamage()],
          }),
          aRepository({ name: 'nas', copyOf: 'disk', made: false }),
        ],
      }),
    ];
    expect(new Set(all.map(({ id }) => id)).size).to.equal(7);
    for (const { hint, id } of all) expect(hint, id).to.match(/labctl backup /);
  });
});
