import { expect } from 'chai';
import { utf8Text } from '../../../src/core/utf8-text.ts';

describe('core/utf8-text', () => {
  const bytes = (...parts: (string | number[])[]): Buffer =>
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

  it('text in UTF-8 comes back as it was written, an empty one and a mark of order at its beginning too', () => {
    for (const text of ['', 'name: Lab\n', '# Größe 📈\r\n', '\uFEFFname: Lab\n'])
      expect(utf8Text(Buffer.from(text))).to.deep.equal({ text });
  });

  const latin1 = [0xf6, 0xdf];
  const cutOff = [0xe2, 0x82];
  const surrogate = [0xed, 0xa0, 0x80];
  const overlong = [0xc0, 0xaf];
  for (const [what, wrong] of Object.entries({ latin1, cutOff, surrogate, overlong }))
    it(`the first line that is none is named: ${what}`, () => {
      expect(utf8Text(bytes('# Größe\n', 'a', wrong, '\n', wrong))).to.deep.equal({ badLine: 2 });
      expect(utf8Text(bytes('a\n\n', wrong))).to.deep.equal({ badLine: 3 });
      expect(utf8Text(bytes(wrong))).to.deep.equal({ badLine: 1 });
    });
});
