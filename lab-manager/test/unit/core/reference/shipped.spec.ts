import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { shippedReference } from '../../../../src/core/reference/shipped.ts';
import { sha256 } from '../../../../src/core/sha256.ts';

describe('core/reference/shipped', () => {
  it('says the size and the checksum of the file that is shipped', () => {
    const file = shippedReference.url.replace('shipped:', '');
    const text = readFileSync(join(import.meta.dirname, '../../../../../templates/biota', file), 'utf8');
    expect(Buffer.byteLength(text)).to.equal(shippedReference.bytes);
    expect(sha256(text)).to.equal(shippedReference.sha256);
  });
});
