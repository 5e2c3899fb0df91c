import { expect } from 'chai';
import fc from 'fast-check';
import { returnPath } from '../../../../src/api/sso/return-path.ts';

describe('api/sso/return-path', () => {
  it('paths of the host come back as they were', () => {
    for (const path of ['/', '/a/b?c=d&e=%2F#f', '/scenarios/01J', "/x;y=z,'(!)~*", '/a//b']) {
      expect(returnPath(path)).to.equal(path);
    }
  });

  it('SEC-20: whatever comes out, a browser stays on the host', () => {
    const piece = fc.constantFrom(
      ...[
        '/',
        '//',
        '\\',
        '@',
        ':',
        '.',
        '..',
        '?',
        '#',
        '\t',
        '\n',
        '\r',
        '%2f',
        '%5c',
        '%0d%0a',
        '%09',
        ' ',
        '\0',
      ],
      ...['https:', 'javascript:', 'evil.test', 'prod.lab.localhost', '。', '／', 'ä', 'x', ';', '&'],
    );
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((tail) => `/${tail}`),
          fc.webUrl(),
          fc.string(),
        ),
        (input) => {
          const path = returnPath(input);
          if (path === undefined) return;
          expect(path).to.match(/^\/[\x21-\x7e]*$/);
          expect(new URL(path, 'https://prod.lab.localhost:8443').origin).to.equal(
            'https://prod.lab.localhost:8443',
          );
        },
      ),
      { numRuns: 5000 },
    );
  });
});
