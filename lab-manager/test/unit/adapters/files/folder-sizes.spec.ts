import { expect } from 'chai';
import { FolderSizes } from '../../../../src/adapters/files/folder-sizes.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { TestClock } from '../../../support/test-clock.ts';

const minute = 60_000;

describe('adapters/files/folder-sizes', () => {
  let clock: TestClock;
  let sizes: FolderSizes;
  /** Counts that go on, in the order in which they began. */
  let counting: { path: string; end: (bytes: number | Error) => Promise<void> }[];

  beforeEach(() => {
    [clock, counting] = [new TestClock(), []];
    const count = (path: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const end = async (bytes: number | Error): Promise<void> => {
          counting = counting.filter((one) => one.path !== path);
          if (bytes instanceof Error) reject(bytes);
          else resolve(bytes);
          await new Promise(setImmediate);
        };
        counting.push({ path, end });
      });
    sizes = new FolderSizes({ clock, count });
  });

  const paths = (): string[] => counting.map(({ path }) => path);

  it('asking waits for no count, and one folder is counted at a time', async () => {
    expect(sizes.of(['/a', '/b'])).to.deep.equal([undefined, undefined]);
    expect(sizes.of(['/a', '/b'])).to.deep.equal([undefined, undefined]);
    expect(paths()).to.deep.equal(['/a']);
    await counting[0]!.end(7);
    expect(paths()).to.deep.equal(['/b']);
    expect(sizes.of(['/a', '/b'])).to.deep.equal([7, undefined]);
  });

  it('a folder that grows is counted again once its size is some minutes old, and is told as it was meanwhile', async () => {
    sizes.of(['/a']);
    await counting[0]!.end(7);
    clock.pass(9 * minute);
    expect([sizes.of(['/a']), paths()]).to.deep.equal([[7], []]);
    clock.pass(minute);
    expect([sizes.of(['/a']), paths()]).to.deep.equal([[7], ['/a']]);
    await counting[0]!.end(9);
    expect(sizes.of(['/a'])).to.deep.equal([9]);
  });

  it('what takes long to count is counted the more seldom', async () => {
    sizes.of(['/a']);
    clock.pass(5 * minute);
    await counting[0]!.end(7);
    clock.pass(99 * minute);
    expect([sizes.of(['/a']), paths()]).to.deep.equal([[7], []]);
    clock.pass(minute);
    expect([sizes.of(['/a']), paths()]).to.deep.equal([[7], ['/a']]);
  });

  it('what can’t be counted now keeps its size, and is tried again as late as others', async () => {
    sizes.of(['/a']);
    await counting[0]!.end(7);
    clock.pass(10 * minute);
    sizes.of(['/a']);
    await counting[0]!.end(new LabError('files.failed', 'no'));
    expect([sizes.of(['/a']), paths()]).to.deep.equal([[7], []]);
  });

  it('what went and came again, even while it was counted, is counted anew', async () => {
    sizes.of(['/a']);
    sizes.forget('/a');
    await counting[0]!.end(7);
    expect(sizes.of(['/a'])).to.deep.equal([undefined]);
    await counting[0]!.end(1);
    expect(sizes.of(['/a'])).to.deep.equal([1]);
    sizes.of([]);
    expect(sizes.of(['/a'])).to.deep.equal([undefined]);
  });
});
