import { expect } from 'chai';
import fc from 'fast-check';
import { attachment } from '../../../../src/api/http/attachment.ts';

describe('api/http/attachment', () => {
  it('a plain name is itself, twice', () => {
    expect(attachment('table.csv')).to.equal(`attachment; filename="table.csv"; filename*=UTF-8''table.csv`);
  });

  it('a name of other letters is whole for those who can read it', () => {
    expect(attachment('Größe 5%.csv')).to.equal(
      `attachment; filename="Gr__e 5_.csv"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%205%25.csv`,
    );
  });

  it('nothing ends the header or the quotes, leads elsewhere, or turns the direction of writing', () => {
    expect(attachment('a"; x="b')).to.equal(
      `attachment; filename="a_; x=_b"; filename*=UTF-8''a%22%3B%20x%3D%22b`,
    );
    for (const name of [
      'a\r\nSet-Cookie: x',
      '../../etc/passwd',
      'C:\\x',
      'ab\u202Etxt.exe',
      '\u2028',
      '\ud800',
    ])
      expect(attachment(name), JSON.stringify(name)).to.match(
        /^attachment; filename="[^"\\/\r\n:]*"; filename\*=UTF-8''[A-Za-z0-9._~%-]+$/,
      );
    expect(attachment('ab\u202Etxt.exe')).not.to.include('%E2%80%AE');
  });

  it('a name that is none becomes one', () => {
    for (const name of ['', '.', '..', '   ']) expect(attachment(name)).to.include('filename="file"');
  });

  it('any name makes one header that can be sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(attachment(name)).to.match(/^[\x20-\x7e]+$/);
        expect(attachment(name).split('"')).to.have.length(3);
      }),
    );
  });
});
