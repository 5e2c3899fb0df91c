import { existsSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { loadFailed } from '../../../../src/adapters/docker/dumps/dump-errors.ts';
import { caught } from '../../../support/caught.ts';
import { eventually } from '../../../support/eventually.ts';
import { prodAndDev, useBackupLab } from '../../../support/use-backup-lab.ts';

const minute = 60_000;
const nightly = prodAndDev.replace('schedule: off', 'schedule: "0 10 * * *"');

describe('engine/backup: nights', function () {
  this.timeout(60_000);
  const bench = useBackupLab();
  const jobs = (kind: string) =>
    bench
      .store()
      .journal.list({ limit: 200, before: undefined })
      .filter((job) => job.kind === kind);
  /** It was looked a few times over, and what that asked for has ended. */
  const watched = async (): Promise<void> => {
    await bench.looked(4);
    await eventually(() => bench.store().journal.unfinished().length === 0, 20_000);
  };
  const states = () => jobs('backup').map(({ state }) => state);

  beforeEach(async () => {
    await bench.startLab(nightly);
    await watched();
  });

  it('each makes one snapshot, however often it is looked, and the first of a week a drill', async () => {
    expect(jobs('backup')).to.have.length(0);
    for (const count of [1, 2]) {
      bench.clock.pass(count === 1 ? 30 * minute : 24 * 60 * minute);
      await watched();
      expect(states()).to.deep.equal(Array(count).fill('succeeded'));
    }
    expect(jobs('drill').map(({ state }) => state)).to.deep.equal(['succeeded']);
    expect(bench.backups().overview().lastGood?.standing).to.be.oneOf(['good', 'restore-tested']);
  });

  it('one that was missed is caught up once, and of several the newest', async () => {
    await bench.restart(() => bench.nights(1));
    await watched();
    expect(states()).to.have.length(1);
    await bench.restart(() => bench.nights(9));
    await watched();
    expect(states()).to.have.length(2);
  });

  it('one that fails is tried again the same night, with longer and longer pauses, and then no more', async () => {
    const at = bench.uses.at;
    bench.uses.at = (place) => {
      if (place === 'test:local') throw new Error('the disk is away');
      return at(place);
    };
    bench.clock.pass(30 * minute);
    await watched();
    const counts = [states().length];
    for (const pause of [9, 1, 30, 90, 240]) {
      bench.clock.pass(pause * minute);
      await watched();
      counts.push(states().length);
    }
    expect(counts).to.deep.equal([1, 1, 2, 3, 4, 4]);
    bench.uses.at = at;
    bench.clock.pass(24 * 60 * minute - 370 * minute);
    await watched();
    expect(states()[0]).to.equal('succeeded');
    expect(states()).to.have.length(5);
  });

  it('one whose copy fails is copied again later, and makes no second snapshot', async () => {
    const second =
      '    - { name: local, location: backups/repository }\n    - { name: second, location: backups/second }\n';
    await writeFile(
      bench.root.at('lab.yaml'),
      nightly.replace(/backup: .*/, `backup:\n  schedule: "0 10 * * *"\n  repositories:\n${second}`),
    );
    await bench.done('apply');
    const at = bench.uses.at;
    bench.uses.at = (place) => {
      if (place === 'copyFrom:second') throw new Error('the network is gone');
      return at(place);
    };
    bench.clock.pass(30 * minute);
    await watched();
    bench.uses.at = at;
    bench.clock.pass(11 * minute);
    await watched();
    expect(states()).to.deep.equal(['succeeded', 'failed']);
    const [here, there] = [
      await bench.backups().snapshots('local', true),
      await bench.backups().snapshots('second', true),
    ];
    expect([here.length, there.map(({ job }) => job)]).to.deep.equal([1, [here[0]!.job]]);
  });

  it('one of which a file can’t be read, each time, is made once', async () => {
    await writeFile(bench.root.at('environments/prod/data/locked'), '');
    bench.repositories.unreadable.add(bench.root.at('environments/prod/data/locked'));
    bench.clock.pass(30 * minute);
    await watched();
    bench.clock.pass(200 * minute);
    await watched();
    expect(states()).to.deep.equal(['failed']);
  });

  it('one that failed and then goes well is not made once more', async () => {
    const at = bench.uses.at;
    let fails = true;
    bench.uses.at = (place) => {
      if (place === 'test:local' && fails) throw new Error('the disk is away');
      return at(place);
    };
    bench.clock.pass(30 * minute);
    await watched();
    expect(bench.backups().overview().nextAt).to.equal(bench.clock.now() + 10 * minute);
    fails = false;
    await bench.restart(() => bench.clock.pass(10 * minute));
    await watched();
    bench.clock.pass(200 * minute);
    await watched();
    expect(states()).to.deep.equal(['succeeded', 'failed']);
  });

  it('one that a clock which was ahead made is no reason to leave out those that follow, nor what is told as the newest', async () => {
    const ahead = 300 * 24 * 60 * minute;
    bench.clock.pass(30 * minute);
    await watched();
    bench.clock.skew(ahead);
    await watched();
    bench.clock.skew(-ahead);
    await watched();
    const before = jobs('backup').length;
    for (const night of [1, 2]) {
      bench.clock.pass(24 * 60 * minute);
      await watched();
      expect(jobs('backup'), String(night)).to.have.length.at.least(before + night);
    }
    const { lastGood } = bench.backups().overview();
    expect(lastGood?.takenAt).to.be.at.most(bench.clock.now());
    expect(lastGood?.takenAt).to.be.above(bench.clock.now() - 24 * 60 * minute);
  });

  it('a manager that dies as it asks for one makes one', async () => {
    bench.dieOnceAt('nightWatch.looked');
    bench.clock.pass(30 * minute);
    await watched();
    await bench.restart();
    await watched();
    expect(states()).to.deep.equal(['succeeded']);
  });

  describe('of a lab that was laid down on an empty machine', () => {
    let snapshot = '';
    const file = () => bench.root.at('state/restore.json');
    const newestJob = () => bench.store().journal.list({ limit: 1, before: undefined })[0]?.id;
    const scheduled = () => jobs('backup').filter(({ params }) => params.reason === 'schedule');
    const restore = (target = 'lab') => bench.done('restore', { target, snapshot, repository: 'local' });

    beforeEach(async () => {
      await bench.done('backup');
      snapshot = (await bench.backups().snapshots('local'))[0]?.id ?? '';
      await restore();
      await bench.restart(() => {
        writeFileSync(file(), JSON.stringify({ repository: 'local', snapshot, after: newestJob() }));
        bench.nights(3);
      });
      await watched();
    });

    it('nothing is backed up or drilled before all of it was restored, however often it is due', async () => {
      bench.clock.pass(24 * 60 * minute);
      await watched();
      expect([scheduled(), jobs('drill')]).to.deep.equal([[], []]);
      for (const kind of ['backup', 'drill', 'export', 'repair'] as const)
        expect(caught(() => bench.ask(kind, { target: 'lab', file: 'a.labx.tar' })).code).to.equal(
          'backup.awaits_restore',
        );
      expect(bench.backups().overview()).to.deep.include({ nextAt: undefined });
      expect(bench.backups().overview().waiting).to.contain('was not restored yet');
      await restore('prod');
      await watched();
      expect([existsSync(file()), scheduled()]).to.deep.equal([true, []]);
    });

    it('the night is made up for once it was restored, by whoever asked for that', async () => {
      await restore();
      await watched();
      expect(existsSync(file())).to.equal(false);
      expect(scheduled().map(({ state }) => state)).to.deep.equal(['succeeded']);
    });

    it('a database that can’t be made anew holds up nothing once what can be had was asked for, as the hint says', async () => {
      const { at } = bench.uses;
      bench.uses.at = (place) => {
        const scratch = 'lab7k2m9q-scratch-prod-db';
        if (place === `load:${scratch}`) throw loadFailed(scratch, 'ERROR 1449 no definer');
        return at(place);
      };
      const asked = { target: 'lab', snapshot, repository: 'local', lacking: true } as const;
      const failed = await bench.run('restore', { ...asked, everyDatabase: true });
      expect([failed.error?.code, existsSync(file())]).to.deep.equal(['backup.load_failed', true]);
      expect(failed.error?.hint).to.contain(
        `labctl backup restore ${snapshot.slice(0, 8)} lab --repository local --lacking`,
      );
      const { id, outcome } = await bench.done('restore', asked);
      expect(outcome).to.contain('The whole lab but for the database prod-db is as');
      await watched();
      expect(existsSync(file())).to.equal(false);
      expect(scheduled().map(({ state }) => state)).to.deep.equal(['succeeded']);
      await bench.done('confirm-restore', { restore: id });
    });

    it('it is well enough to be asked for that restore, and says that it waits', async () => {
      bench.memory().noteChecked('local', bench.clock.now(), [{ words: 'a pack is wrong', snapshots: [] }]);
      // What is known of a repository comes with the next look at it.
      await bench.running.lab.doctor();
      await eventually(() => bench.backups().overview().warnings.length > 0, 5000);
      expect(bench.backups().overview().warnings).to.have.length(1);
      // There is no edge in this bench.
      const critical = bench.running.lab.status().problems.filter(({ severity }) => severity === 'critical');
      expect(critical.map(({ id }) => id)).to.deep.equal(['edge-down']);
    });
  });

  it('what the checks know of backups is told among the problems', async () => {
    bench.clock.pass(30 * minute);
    await watched();
    await eventually(() => bench.backups().overview().warnings.length > 0, 5000);
    const warnings = bench.backups().overview().warnings.join(' ');
    expect(warnings).to.match(/recovery code/);
    expect(warnings).to.match(/recovery code was not typed back/);
  });
});
