import { expect } from 'chai';
import {
  checksumsText,
  manifestBlock,
  manifestRoom,
  mostPartBytes,
  parseChecksums,
  partName,
  plannedEntries,
} from '../../../../src/core/backup/export-layout.ts';
import { parseExportManifest } from '../../../../src/core/backup/export-manifest.ts';
import type { ExportEntry, ExportManifest } from '../../../../src/core/model/export.ts';
import { aSnapshotManifest } from '../../../support/builders/an-export.ts';
import { caught } from '../../../support/caught.ts';

const folder = (path: string) => ({ environment: 'prod' as const, words: 'x', path, files: 1, bytes: 1 });
const front: ExportManifest = {
  format: { major: 1, minor: 0 },
  writtenAt: '2026-01-02T03:04:05.000Z',
  snapshot: aSnapshotManifest(),
  images: [],
  entries: [],
};

describe('core/backup/export-layout', () => {
  it('the lab file comes first, then bricks, databases, and the large folders last', () => {
    const snapshot = aSnapshotManifest({
      folders: ['environments/prod/data', 'environments/prod/bricks', 'environments/dev/workspace'].map(
        folder,
      ),
    });
    const planned = plannedEntries({
      snapshot,
      labFile: '',
      databases: [{ service: 'dev-db-notes', file: '/staging/db/dev-db-notes.sql' }],
      base: '/lab',
    });
    expect(planned.map(({ name }) => name)).to.deep.equal([
      'config/lab.yaml',
      'bricks/prod.tar.zst',
      'db/dev-db-notes.sql.zst',
      'volumes/prod-data.tar.zst',
      'volumes/dev-workspace.tar.zst',
    ]);
    expect(planned.at(-1)).to.include({ source: '/lab/environments/dev/workspace' });
  });

  it('a manifest fits into what was kept for it, also once everything was split', () => {
    const bytes = 100 * mostPartBytes;
    const planned = plannedEntries({ snapshot: front.snapshot, labFile: '', databases: [], base: '/lab' });
    const room = manifestRoom(front, planned, bytes);
    const entries = planned.map(({ kind, name, of }, index): ExportEntry => {
      const count = index === 0 ? 1 : 100;
      const parts = Array.from({ length: count }, (_, n) => ({
        name: partName(name, n + 1),
        bytes: mostPartBytes,
      }));
      return { kind, name, of, parts, rawBytes: bytes };
    });
    const block = manifestBlock({ ...front, entries }, room);
    expect(block).to.have.length(room);
    expect(parseExportManifest(block.toString()).entries).to.deep.equal(entries);
  });

  it('one that doesn’t fit fails the export, instead of lacking something', () => {
    expect(caught(() => manifestBlock(front, 100)).code).to.equal('export.failed');
  });

  it('no part is longer than what every file system takes', () => {
    expect(mostPartBytes).to.be.below(2 ** 32);
  });

  it('sums are read back as they were', () => {
    const sums = new Map([
      ['manifest.json', 'a'.repeat(64)],
      ['volumes/prod-data.tar.zst.001', 'b'.repeat(64)],
    ]);
    expect(parseChecksums(checksumsText(sums))).to.deep.equal(sums);
  });

  for (const [what, text] of [
    ['without its last end of line', `${'a'.repeat(64)}  x`],
    ['with a name twice', `${'a'.repeat(64)}  x\n${'b'.repeat(64)}  x\n`],
    ['with a sum that is too short', `${'a'.repeat(63)}  x\n`],
  ] as const)
    it(`a list of sums ${what} is damaged`, () => {
      expect(caught(() => parseChecksums(text)).code).to.equal('export.damaged');
    });
});
