import { expect } from 'chai';
import { aService } from '../../../support/builders/a-lab.ts';
import { configHash } from '../../../../src/core/desired/config-hash.ts';

describe('core/desired/config-hash', () => {
  const { spec } = aService('front');

  it('is 12 hex digits', () => {
    expect(configHash(spec)).to.match(/^[0-9a-f]{12}$/);
  });

  it('does not depend on the order in which a spec was put together', () => {
    const reversed = Object.fromEntries(Object.entries(spec).reverse()) as unknown as typeof spec;
    expect(configHash(reversed)).to.equal(configHash(spec));
  });

  it('changes with anything in the spec', () => {
    const changes: Partial<typeof spec>[] = [
      { image: 'other:1' },
      { user: '1:1' },
      { environment: { SETTING: 'other' } },
      { mounts: [{ source: '/a', target: '/b', readOnly: true }] },
      { memoryBytes: 1 },
      { cpus: 1 },
    ];
    const hashes = [spec, ...changes.map((change) => ({ ...spec, ...change }))].map(configHash);
    expect(new Set(hashes).size).to.equal(hashes.length);
  });
});
