import { expect } from 'chai';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { FolderSizesWatch } from '../../../../src/engine/figures/folder-sizes.ts';
import { eventually } from '../../../support/eventually.ts';
import { TestClock } from '../../../support/test-clock.ts';

describe('engine/figures/folder-sizes', () => {
  let clock: TestClock;
  let measured: string[];
  let takesMs: number;
  let watch: FolderSizesWatch;
  let stop: AbortController;
  let running: Promise<void>;

  beforeEach(() => {
    [clock, measured, takesMs, stop] = [new TestClock(), [], 0, new AbortController()];
    let atOnce = 0;
    watch = new FolderSizesWatch({
      clock,
      folders: () => [{ environment: 'prod', data: '/data', database: '/db' }],
      files: {
        folderSize: async (path) => {
          atOnce += 1;
          expect(atOnce).to.equal(1);
          await new Promise((resolve) => setTimeout(resolve, 1));
          atOnce -= 1;
          clock.pass(takesMs);
          measured.push(path);
          if (path === '/db') throw new LabError('files.failed', 'No disk.');
          return 7;
        },
      },
      timing: { firstMs: 1, leastMs: 1, timesAsLong: 100 },
    });
  });
  afterEach(async () => {
    stop.abort();
    await running;
  });

  it('measures each folder, one after the other, again and again; what can’t be measured is unknown', async () => {
    running = watch.run(stop.signal);
    await eventually(() => measured.length >= 6, 2000, 1);
    expect(measured.slice(0, 4)).to.deep.equal(['/data', '/db', '/data', '/db']);
    expect(watch.sizes.get('prod')).to.include({ data: 7, database: undefined });
  });

  it('a count that took long is not made again soon', async () => {
    takesMs = 50;
    running = watch.run(stop.signal);
    await eventually(() => measured.length === 2, 2000, 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(measured).to.have.lengthOf(2);
  });
});
