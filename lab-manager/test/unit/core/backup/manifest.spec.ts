import { expect } from 'chai';
import { parseManifest, printManifest } from '../../../../src/core/backup/manifest.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import type { SnapshotManifest } from '../../../../src/core/model/backup.ts';

const sha256 = 'ab'.repeat(32);
const manifest: SnapshotManifest = {
  format: 1,
  lab: { id: 'lab7k2m9q', name: 'Our lab', version: '0.2.0', labFileVersion: 4 },
  takenAt: 1_800_000_000_000,
  job: '01KB0000000000000000000002',
  environments: ['prod'],
  databases: [
    {
      service: 'prod-db',
      environment: 'prod',
      file: 'db/prod-db.sql',
      serverVersion: '10.11.14-MariaDB',
      digest: { bytes: 10, sha256, tables: [{ name: 'labstead.tasks', rows: 3, sha256 }] },
    },
  ],
  folders: [
    { environment: 'prod', words: 'data', path: 'environments/prod/data', files: 3, bytes: 9 },
    { environment: undefined, words: 'secrets', path: 'state/secrets', files: 2, bytes: 8 },
  ],
  leftOut: ['dev is disabled.'],
  missing: [],
};

/** Of a manifest that was changed so. */
function changed(change: (json: Record<string, unknown>) => unknown): string {
  const json = JSON.parse(printManifest(manifest)) as Record<string, unknown>;
  change(json);
  return JSON.stringify(json);
}

/** Code and sentence. */
function refused(text: string): string {
  try {
    parseManifest(text);
    return 'accepted';
  } catch (error) {
    return error instanceof LabError ? `${error.code}: ${error.message}` : String(error);
  }
}
const first = (json: Record<string, unknown>, list: string): Record<string, unknown> =>
  (json[list] as Record<string, unknown>[])[0] ?? {};

describe('core/backup/manifest', () => {
  it('what is printed is read as the same, and printed as the same bytes', () => {
    const text = printManifest(manifest);
    expect(parseManifest(text)).to.deep.equal(manifest);
    expect(printManifest(parseManifest(text))).to.equal(text);
  });

  it('what is printed is read, however long what it names is', () => {
    const long = `${'a'.repeat(4096)} could not be read.`;
    const read = parseManifest(printManifest({ ...manifest, leftOut: [long], missing: [long, 'short'] }));
    expect(read.leftOut).to.deep.equal(read.missing.slice(0, 1));
    expect(read.missing[0]).to.have.length(2000).and.match(/a…$/);
    expect(read.missing[1]).to.equal('short');
    const earlier = changed((json) => (json['missing'] = [long]));
    expect(parseManifest(earlier).missing).to.deep.equal([long]);
  });

  it('a newer form is refused with what to do, whatever else is in it', () => {
    expect(refused('{"format":2,"anything":[]}')).to.match(/^backup\.newer: .*form 2.*up to 1/);
  });

  it('what can’t be right is refused with its place', () => {
    const cases: [change: (json: Record<string, unknown>) => unknown, place: RegExp][] = [
      [(json) => (json['format'] = 0), /: format /],
      [(json) => delete json['missing'], /: missing /],
      [(json) => (json['takenAt'] = -1), /: takenAt /],
      [
        (json) => (first(json, 'databases')['file'] = '../../etc/passwd'),
        /: databases\[0\]\.file has to be a path/,
      ],
      [(json) => (first(json, 'folders')['path'] = '/etc'), /: folders\[0\]\.path has to be a path/],
      [(json) => (first(json, 'folders')['path'] = 'a//b'), /: folders\[0\]\.path has to be a path/],
      [
        (json) => (first(json, 'databases')['service'] = '../x'),
        /: databases\[0\]\.service has to be the name/,
      ],
      [(json) => (json['environments'] = ['prod', 'prod']), /: environments\[1\] is there twice/],
      [
        (json) => (json['folders'] = [first(json, 'folders'), first(json, 'folders')]),
        /: folders\[1\]\.path is there twice/,
      ],
    ];
    for (const [change, place] of cases) expect(refused(changed(change))).to.match(place);
    for (const text of ['no json', '[]', ''])
      expect(refused(text), text).to.match(/^backup\.invalid_manifest/);
  });

  it('every mistake is told, with its place', () => {
    try {
      parseManifest(JSON.stringify({ ...manifest, takenAt: 'now', job: '' }));
      expect.fail('accepted');
    } catch (error) {
      expect((error as LabError).details.map(({ path }) => path)).to.deep.equal(['takenAt', 'job']);
    }
  });

  it('keys that a later version added are passed over', () => {
    const json = { ...(JSON.parse(printManifest(manifest)) as object), note: 'later' };
    expect(parseManifest(JSON.stringify(json))).to.deep.equal(manifest);
  });
});
