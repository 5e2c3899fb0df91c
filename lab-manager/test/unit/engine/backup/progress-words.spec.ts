import { expect } from 'chai';
import { finishedWords, readingWords, toldProgress } from '../../../../src/engine/backup/progress-words.ts';
import { aSnapshot } from '../../../support/fake-backups.ts';
import { TestClock } from '../../../support/test-clock.ts';

describe('engine/backup/progress-words', () => {
  it('one file is told as one, and more as many', () => {
    const told = (filesDone: number) =>
      toldProgress(new TestClock())({
        ...{ fraction: undefined, filesDone, bytesDone: 2048, bytesTotal: undefined, secondsLeft: undefined },
      });
    expect([told(1), told(2)]).to.deep.equal(['2 KiB, 1 file', '2 KiB, 2 files']);
    expect(finishedWords(aSnapshot({ filesProcessed: 1 }))).to.contain(': 1 file, ');
    const summary = { snapshot: 'ab'.repeat(32), bytesProcessed: 2048, bytesAdded: 0, unread: [] };
    const read = readingWords({ ...summary, filesProcessed: 1, filesNew: 0, filesChanged: 0 }, [], undefined);
    expect(read).to.equal('Snapshot abababab: 1 file, 2 KiB; 0 new, 0 changed, 0 B added.');
  });
});
