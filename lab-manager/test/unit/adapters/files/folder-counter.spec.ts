import { expect } from 'chai';
import { FolderCounter } from '../../../../src/adapters/files/folder-counter.ts';
import { refused } from '../../../support/refused.ts';

const turn = () => new Promise(setImmediate);

describe('adapters/files/folder-counter', () => {
  it('whoever asks, one folder is counted at a time, also after one that failed', async () => {
    const counting: { path: string; end: (bytes: number | Error) => void }[] = [];
    const counter = new FolderCounter(new AbortController().signal, (path) => {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const end = (bytes: number | Error) => (bytes instanceof Error ? reject(bytes) : resolve(bytes));
      counting.push({ path, end });
      return promise;
    });
    const first = counter.size('/a').catch((error: Error) => error.message);
    const second = counter.size('/b', new AbortController().signal);
    await turn();
    expect(counting.map(({ path }) => path)).to.deep.equal(['/a']);
    counting[0]!.end(new Error('No disk.'));
    expect(await first).to.equal('No disk.');
    await turn();
    expect(counting.map(({ path }) => path)).to.deep.equal(['/a', '/b']);
    counting[1]!.end(7);
    expect(await second).to.equal(7);
  });

  it('the manager’s stop ends the count that goes on, and none begins after it', async () => {
    const stop = new AbortController();
    const counter = new FolderCounter(stop.signal);
    const counted = [
      refused('files.failed', () => counter.size('/')),
      refused('files.failed', () => counter.size('/usr')),
    ];
    await turn();
    stop.abort();
    await Promise.all(counted);
  });
});
