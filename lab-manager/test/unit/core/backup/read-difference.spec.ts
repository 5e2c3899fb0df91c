import { expect } from 'chai';
import { sumOf } from '../../../../src/core/backup/counted-files.ts';
import { readDifference } from '../../../../src/core/backup/read-difference.ts';

describe('core/backup/read-difference', () => {
  const counted = sumOf([
    { files: 3, bytes: 1000 },
    { files: 7, bytes: 24 },
  ]);
  const read = (filesProcessed: number, bytesProcessed: number, ...unread: string[]) =>
    readDifference(counted, {
      ...{ filesProcessed, bytesProcessed },
      unread: unread.map((path) => ({ path, message: 'permission denied' })),
    });

  it('nothing is said where as much was read as was counted', () => {
    expect(read(10, 1024)).to.equal(undefined);
  });

  it('what came, went, grew or shrank is told', () => {
    expect(read(11, 3072)).to.match(/there was 1 file more and 2 KiB more than counted just before/);
    expect(read(8, 24)).to.match(/there was 2 files fewer and 1000 B less than/);
    expect(read(10, 1025)).to.match(/there was 1 B more than/);
  });

  it('of what could not be read nothing is said twice', () => {
    expect(read(9, 24, 'a.csv')).to.equal(undefined);
  });
});
