import { expect } from 'chai';
import { readCredentialLines } from '../../../src/contract/index.ts';

describe('contract/credential-lines', () => {
  for (const line of ['NAME=a b', 'export NAME=a b', '  NAME = a b ', 'NAME="a b"', "export NAME = 'a b'\r"])
    it(`reads ${JSON.stringify(line)} as anybody means it`, () => {
      const written = line.replace('NAME', 'AWS_SECRET_ACCESS_KEY');
      expect(readCredentialLines(`# of the bucket\n\n${written}\n`)).to.deep.equal({
        variables: { AWS_SECRET_ACCESS_KEY: 'a b' },
      });
    });

  it('what is within a value belongs to it', () => {
    expect(readCredentialLines('RESTIC_REST_PASSWORD=a="b"#c')).to.deep.equal({
      variables: { RESTIC_REST_PASSWORD: 'a="b"#c' },
    });
    expect(readCredentialLines('RESTIC_REST_PASSWORD="')).to.deep.equal({
      variables: { RESTIC_REST_PASSWORD: '"' },
    });
  });

  it('a line that is none of a credential is told, never passed over', () => {
    expect(readCredentialLines('AWS_SECRET_ACCESS_KEI=hush')).to.deep.equal({
      unknown: 'AWS_SECRET_ACCESS_KEI',
    });
    expect(readCredentialLines('hush hush')).to.deep.equal({ unknown: '' });
  });
});
