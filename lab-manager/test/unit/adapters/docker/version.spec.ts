import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiAtLeast, checkVersion, supported } from '../../../../src/adapters/docker/version.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';

const check = (version: string, apiVersion: string) => () => checkVersion({ version, apiVersion });

describe('adapters/docker/version', () => {
  const fine = [
    '20.10.24+dfsg1',
    '20.10.0',
    '23.0.1',
    '24.0.9',
    '25.0.0',
    '26.1.5+dfsg1',
    '28.5.2',
    '29.10.0',
  ];
  for (const version of fine) {
    it(`${version} is supported`, () => expect(check(version, '1.41')).not.to.throw());
  }

  for (const [version, api] of [
    ['19.03.15', '1.40'],
    ['18.09.1', '1.39'],
    ['20.9', '1.40'],
    ['30.0.0', '1.60'],
    ['4.9.3', '1.41'],
  ] as const) {
    it(`${version} is not, and the message names it and the range`, () => {
      expect(check(version, api))
        .to.throw(LabError)
        .that.satisfies(
          ({ code, message }: LabError) =>
            code === 'docker.unsupported_version' &&
            [version, api, '20.10', '29'].every((part) => message.includes(part)),
        );
    });
  }

  it('an engine without a number in its version is judged by its API version', () => {
    expect(check('library-import', '1.47')).not.to.throw();
    expect(check('dev', '1.40')).to.throw(LabError);
    expect(check('dev', '1.99')).to.throw(LabError);
    expect(check('', '')).to.throw(LabError);
  });

  it('the installer wants the same range', () => {
    const script = readFileSync(join(import.meta.dirname, '../../../../../containers/engine.sh'), 'utf8');
    const said = (name: string) => new RegExp(`^${name}=(.+)$`, 'm').exec(script)?.[1];
    expect([said('oldest'), said('newest')]).to.deep.equal([supported.from, supported.to]);
  });

  it('API versions compare by number, not by text', () => {
    expect(apiAtLeast('1.44', [1, 44])).to.equal(true);
    expect(apiAtLeast('1.100', [1, 44])).to.equal(true);
    expect(apiAtLeast('1.5', [1, 44])).to.equal(false);
  });
});
