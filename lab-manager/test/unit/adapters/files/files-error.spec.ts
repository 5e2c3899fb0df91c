import { expect } from 'chai';
import { filesError } from '../../../../src/adapters/files/files-error.ts';

describe('adapters/files: an error of the system', () => {
  it('of a full disk says what goes on by itself, and what has to be asked for again', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    const { code, message, hint } = filesError('write', '/srv/lab/export.tar', full);
    expect([code, message]).to.deep.equal([
      'disk.low',
      'Could not write /srv/lab/export.tar: ENOSPC: no space left on device.',
    ]);
    expect(hint).to.contain('by itself goes on then').and.to.contain('asked for again');
  });
});
