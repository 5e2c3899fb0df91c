import { expect } from 'chai';
import { cookieValues, withoutLabCookies } from '../../../../src/api/http/cookies.ts';

describe('api/http/cookies', () => {
  it('of a name there may be several values; a handful is looked at', () => {
    expect(cookieValues('a=1; b=2;a=3 ; a = 4', 'a')).to.deep.equal(['1', '3', '4']);
    expect(cookieValues(undefined, 'a')).to.deep.equal([]);
    expect(cookieValues(Array.from({ length: 60 }, () => 'a=x').join(';'), 'a')).to.have.length(5);
  });

  it('SEC-24: what is left holds no cookie of the lab, however it is spelled', () => {
    const ours = ['__Host-lab_app', '__host-LAB_nonce', '__Secure-lab_x', 'lab_session', 'LAB_x'];
    for (const name of ours) {
      expect(withoutLabCookies(`${name}=s`), name).to.equal(undefined);
      expect(withoutLabCookies(`a=1; ${name}=s; b=x=y`), name).to.equal('a=1; b=x=y');
      expect(withoutLabCookies(`=${name}=s`), name).to.equal(undefined);
    }
    expect(withoutLabCookies('label=1; collab_x=2')).to.equal('label=1; collab_x=2');
    expect(withoutLabCookies('')).to.equal(undefined);
  });
});
