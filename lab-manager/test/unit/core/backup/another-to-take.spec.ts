import { expect } from 'chai';
import {
  takeAnother,
  takeAnotherOrLacking,
  takeAnotherOrLeave,
} from '../../../../src/core/backup/another-to-take.ts';
import type { JobKind, JobParams } from '../../../../src/core/model/job.ts';

describe('core/backup/another-to-take', () => {
  it('tells whoever drills to drill another, and of nothing that a drill has not', () => {
    for (const told of [takeAnother({ kind: 'drill' }), takeAnotherOrLacking({ kind: 'drill' })])
      expect(told).to.equal('Nothing was touched. Verify the repository, and drill another snapshot.');
  });

  it('tells whoever imports of exports, and whoever restores of snapshots', () => {
    expect(takeAnother({ kind: 'import' })).to.equal('Take another export. What is in use was not touched.');
    expect(takeAnother({ kind: 'restore' })).to.equal(
      'Restore from another snapshot. What is in use was not touched.',
    );
  });

  it('names --lacking where it can be asked for', () => {
    for (const kind of ['import', 'restore'] as const)
      expect(takeAnotherOrLacking({ kind })).to.match(/ another (export|snapshot), or ask .*: --lacking\. /);
  });

  describe('of a database that can’t be made anew', () => {
    const snapshot = '1a2b3c4d'.repeat(8);
    const told = (kind: JobKind, params: JobParams, rowsAreSame = false, actor = 'ada') =>
      takeAnotherOrLeave(
        { kind, params, requestedBy: { actor, via: 'cli', requestId: undefined } },
        rowsAreSame,
      );

    it('names the very command by which all else is had', () => {
      expect(told('restore', { target: 'lab', snapshot, repository: 'nas' })).to.equal(
        'Restore from another snapshot. To have all else, and leave that database as it is now: ' +
          'labctl backup restore 1a2b3c4d lab --repository nas --lacking. What is in use was not touched.',
      );
      expect(told('import', { target: 'lab', file: 'a.labx.tar' })).to.contain(
        ': labctl backup import a.labx.tar --lacking.',
      );
    });

    it('tells whoever runs the installer of its option, too', () => {
      const params = {
        target: 'lab',
        snapshot,
        repository: 'nas',
        lacking: true,
        everyDatabase: true,
      } as const;
      expect(told('restore', params, false, 'lab')).to.match(
        / the same command again with --lacking, or labctl backup restore 1a2b3c4d lab .* --lacking\./,
      );
    });

    it('promises nothing where nothing would be left, or it was asked for already', () => {
      const alone = { target: 'prod-db', snapshot, repository: 'nas' };
      for (const params of [alone, { ...alone, target: 'prod', lacking: true } as const])
        expect(told('restore', params)).to.equal(takeAnother({ kind: 'restore' }));
      expect(told('restore', alone, true)).to.match(/ as it is: .* prod-db --repository nas --lacking\./);
      expect(told('drill', { target: 'lab' })).to.equal(takeAnother({ kind: 'drill' }));
    });
  });
});
