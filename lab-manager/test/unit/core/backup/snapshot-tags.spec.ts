import { expect } from 'chai';
import { readSnapshotTags, repairedTag, snapshotTags } from '../../../../src/core/backup/snapshot-tags.ts';

const whole = { labId: 'lab7k2', installation: 'ab12', job: '01JOB', complete: true };

describe('core/backup/snapshot-tags', () => {
  it('what is written is read, and reads as it does in repositories that there are', () => {
    expect(snapshotTags(whole)).to.deep.equal([
      ...['labstead', 'lab=lab7k2', 'installation=ab12', 'job=01JOB', 'complete'],
    ]);
    expect(snapshotTags({ ...whole, complete: false }).at(-1)).to.equal('lacking');
    for (const complete of [true, false])
      expect(readSnapshotTags(snapshotTags({ ...whole, complete }))).to.deep.equal({ ...whole, complete });
  });

  it('whole is only what says so, and nothing else besides', () => {
    const told = snapshotTags(whole);
    for (const tags of [['labstead'], [...told, 'lacking'], [...told, repairedTag]])
      expect(readSnapshotTags(tags)?.complete, tags.join()).to.equal(false);
  });

  it('what doesn’t tell of which lab, installation or job it is is a snapshot all the same', () => {
    expect(readSnapshotTags(['labstead'])).to.include({
      ...{ labId: undefined, installation: undefined, job: '' },
    });
  });

  it('what another program put there is none', () => {
    for (const tags of [[], ['complete', 'lab=lab7k2'], ['labstead2']])
      expect(readSnapshotTags(tags), tags.join()).to.equal(undefined);
  });
});
