import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';

const file = join(import.meta.dirname, '../../../../templates/edge/traefik.yaml');

interface EntryPoint {
  http: { sanitizePath?: boolean; encodedCharacters: Record<string, boolean> };
}

/** Held against the edge itself by containers/edge/smoke.sh. */
describe('templates/edge', () => {
  const { entryPoints } = parse(readFileSync(file, 'utf8')) as { entryPoints: Record<string, EntryPoint> };

  it('lets every character of a file’s name pass in a path, and none that parts a path or ends it', () => {
    for (const [name, { http }] of Object.entries(entryPoints))
      expect(http.encodedCharacters, name).to.deep.equal({
        allowEncodedSlash: false,
        allowEncodedBackSlash: false,
        allowEncodedNullCharacter: false,
        allowEncodedSemicolon: true,
        allowEncodedPercent: true,
        allowEncodedQuestionMark: true,
        allowEncodedHash: true,
      });
    for (const name of ['web', 'websecure'])
      expect(entryPoints[name]?.http.sanitizePath, name).to.equal(true);
  });
});
