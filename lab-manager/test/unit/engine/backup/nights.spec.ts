import { expect } from 'chai';
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

  it('a manager that dies as it asks for one makes one', async () => {
    bench.dieOnceAt('nightWatch.looked');
    bench.clock.pass(30 * minute);
    await watched();
    await bench.restart();
    await watched();
    expect(states()).to.deep.equal(['succeeded']);
  });

  it('what the checks know of backups is told among the problems', async () => {
    bench.clock.pass(30 * minute);
    await watched();
    await eventually(() => bench.backups().overview().alarms.length > 0, 5000);
    const alarms = bench.backups().overview().alarms.join(' ');
    expect(alarms).to.match(/recovery code/);
    expect(alarms).to.match(/recovery code was not typed back/);
  });
});
