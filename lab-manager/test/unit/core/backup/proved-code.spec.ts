import { expect } from 'chai';
import { provesCode } from '../../../../src/core/backup/proved-code.ts';
import { makeRecoveryCode, recoveryCodeBytes } from '../../../../src/core/backup/recovery-code.ts';

const password = makeRecoveryCode(new Uint8Array(recoveryCodeBytes));
const confirmed = { key: 'old', confirmedAt: 1 };
const told = { key: 'new', madeAt: 2 };

describe('core/backup/proved-code', () => {
  const opened = (key: string, ...others: string[]) => ({ key, keys: [key, 'own', ...others], password });

  it('the code that was told and not typed back yet is typed back by bringing the lab back with it', () => {
    expect(provesCode({ key: 'own', code: undefined, newCode: told }, opened('new'))).to.equal(true);
    expect(provesCode({ key: 'own', code: confirmed, newCode: told }, opened('new'))).to.equal(true);
  });

  it('so is one that was made after the snapshot, of which the lab knows nothing', () => {
    expect(provesCode({ key: 'own', code: undefined, newCode: undefined }, opened('later'))).to.equal(true);
    expect(provesCode({ key: 'own', code: confirmed, newCode: told }, opened('later'))).to.equal(true);
  });

  it('one that was typed back before and still opens it stays the code', () => {
    expect(provesCode({ key: 'own', code: confirmed, newCode: told }, opened('new', 'old'))).to.equal(false);
    expect(provesCode({ key: 'own', code: confirmed, newCode: undefined }, opened('old'))).to.equal(false);
  });

  it('one that was told and still opens it is not forgotten for another', () => {
    const known = { key: 'own', code: undefined, newCode: told };
    expect(provesCode(known, opened('later', 'new'))).to.equal(false);
  });

  it('a password is no code, and neither is the lab’s own key', () => {
    const known = { key: 'own', code: undefined, newCode: undefined };
    const typed = { ...opened('colleague'), password: 'what a colleague chose' };
    expect(provesCode(known, typed)).to.equal(false);
    expect(provesCode(known, { ...typed, password: undefined })).to.equal(false);
    expect(provesCode(known, opened('own'))).to.equal(false);
  });
});
