import { expect } from 'chai';
import fc from 'fast-check';
import {
  makeRecoveryCode,
  readRecoveryCode,
  recoveryCodeBytes,
} from '../../../../src/core/backup/recovery-code.ts';

const someBytes = fc.uint8Array({ minLength: recoveryCodeBytes, maxLength: recoveryCodeBytes });
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const code = makeRecoveryCode(Uint8Array.from({ length: recoveryCodeBytes }, (_, index) => index * 37));

/** Groups that are found mistyped; none for a code that reads. */
function wrongIn(typed: string): readonly number[] | 'fine' {
  const read = readRecoveryCode(typed);
  return 'code' in read ? 'fine' : read.groups;
}

describe('core/backup/recovery-code', () => {
  it('is eight groups of five, of 160 random bits, and reads back as itself', () => {
    expect(recoveryCodeBytes * 8).to.equal(160);
    fc.assert(
      fc.property(someBytes, (bytes) => {
        const made = makeRecoveryCode(bytes);
        const read = readRecoveryCode(made);
        return (
          /^([0-9A-HJKMNP-TV-Z]{5}-){7}[0-9A-HJKMNP-TV-Z]{5}$/.test(made) &&
          'code' in read &&
          read.code === made
        );
      }),
    );
  });

  it('two different sets of bytes give different codes', () => {
    const other = Uint8Array.from({ length: recoveryCodeBytes }, (_, index) => index * 37);
    other[19] = (other[19] ?? 0) ^ 1;
    expect(makeRecoveryCode(other)).not.to.equal(code);
    expect(() => makeRecoveryCode(new Uint8Array(16))).to.throw();
  });

  it('is read whatever the case, the dashes and the spaces, with o for 0 and i or l for 1', () => {
    const withDigits = makeRecoveryCode(
      Uint8Array.from({ length: recoveryCodeBytes }, (_, index) => [8, 66, 16, 132, 32][index % 5] ?? 0),
    );
    expect(withDigits).to.match(/0|1/);
    for (const one of [code, withDigits])
      for (const typed of [
        one.toLowerCase(),
        one.replaceAll('-', ''),
        one.replaceAll('-', ' – '),
        ` ${one}\n`,
        one.replaceAll('0', 'o').replaceAll('1', 'l'),
        one.replaceAll('0', 'O').replaceAll('1', 'I'),
      ])
        expect(readRecoveryCode(typed), typed).to.deep.equal({ code: one });
  });

  it('every single wrong letter is found, in its group', () => {
    const letters = [...code];
    for (const [index, letter] of letters.entries()) {
      if (letter === '-') continue;
      for (const other of alphabet) {
        if (other === letter) continue;
        const typed = letters.with(index, other).join('');
        expect(wrongIn(typed), typed).to.deep.equal([Math.floor(index / 6) + 1]);
      }
    }
  });

  it('two letters that changed places are found, and so are two groups', () => {
    fc.assert(
      fc.property(someBytes, fc.nat(7), fc.nat(3), (bytes, group, place) => {
        const groups = makeRecoveryCode(bytes).split('-');
        const five = [...(groups[group] ?? '')];
        const [one = '', two = ''] = five.slice(place, place + 2);
        if (one === two) return true;
        const typed = groups
          .with(
            group,
            five
              .with(place, two)
              .with(place + 1, one)
              .join(''),
          )
          .join('-');
        return JSON.stringify(wrongIn(typed)) === JSON.stringify([group + 1]);
      }),
    );
    const [first = '', second = '', ...rest] = code.split('-');
    expect(wrongIn([second, first, ...rest].join('-'))).to.deep.equal([1, 2]);
  });

  it('says which group is too short or too long, and repeats nothing of the code', () => {
    const groups = code.split('-');
    const typed = groups.with(2, (groups[2] ?? '').slice(0, 4)).join('-');
    expect(readRecoveryCode(typed)).to.deep.equal({
      groups: [3],
      message:
        'A recovery code has 40 letters and digits in 8 groups of 5; there are 39. Group 3 is mistyped.',
    });
    expect(readRecoveryCode('')).to.deep.equal({
      groups: [],
      message: 'A recovery code has 40 letters and digits in 8 groups of 5; there are 0.',
    });
    expect(wrongIn(code.slice(0, -6).replaceAll('-', ''))).to.deep.equal([]);
  });

  it('a letter that no code has is a mistyped one', () => {
    expect(wrongIn(`U${code.slice(1)}`)).to.deep.equal([1]);
    expect(wrongIn(`${code.slice(0, 18)}é${code.slice(19)}`)).to.deep.equal([4]);
  });
});
