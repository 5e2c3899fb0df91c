import { createHash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import type { SnapshotManifest } from '../../../src/core/model/backup.ts';
import type { ExportEntry, ExportManifest } from '../../../src/core/model/export.ts';
import { rawTar, type RawEntry } from '../raw-tar.ts';

export const dataPath = 'environments/prod/data';

export const aSnapshotManifest = (given: Partial<SnapshotManifest> = {}): SnapshotManifest => ({
  format: 1,
  lab: { id: 'labtest1', name: 'My lab', version: '0.1.0', labFileVersion: 3 },
  takenAt: 1_700_000_000_000,
  job: '01JOB',
  environments: ['prod'],
  databases: [],
  folders: [{ environment: 'prod', words: 'data', path: dataPath, files: 1, bytes: 10 }],
  leftOut: [],
  missing: [],
  ...given,
});

/** An entry of an export that is made by hand, with what it holds before it is compressed. */
export interface HandEntry {
  kind: string;
  name: string;
  of: string;
  raw: Buffer;
  /** As it lies there; else `raw`, compressed where the name says so. */
  stored?: Buffer;
  /** What the manifest says of its length, where that is a lie. */
  rawBytes?: number;
}

export const aFolder = (raw: Buffer, of = dataPath): HandEntry => ({
  kind: 'folder',
  name: 'volumes/prod-data.tar.zst',
  of,
  raw,
});

/** What a person could change in an export before it is put together. */
export interface Tampering {
  manifest?: (manifest: ExportManifest) => unknown;
  sums?: (text: string) => string;
  tar?: (entries: RawEntry[]) => RawEntry[];
}

/** The bytes of an export, made without any of the code that writes them. */
export function anExport(entries: HandEntry[], { manifest, sums, tar }: Tampering = {}): Buffer {
  const stored = entries.map((entry) => ({ path: entry.name, content: entry.stored ?? packed(entry) }));
  const told: ExportManifest = {
    format: { major: 1, minor: 0 },
    writtenAt: '2026-01-02T03:04:05.000Z',
    snapshot: aSnapshotManifest(),
    images: [],
    entries: entries.map(({ kind, name, of, raw, rawBytes = raw.length }, index) => {
      const parts = [{ name, bytes: stored[index]!.content.length }];
      return { kind: kind as ExportEntry['kind'], name, of, parts, rawBytes };
    }),
  };
  const front = { path: 'manifest.json', content: Buffer.from(JSON.stringify(manifest?.(told) ?? told)) };
  const text = [...stored, front].map(({ path, content }) => `${sha256(content)}  ${path}\n`).join('');
  const last = { path: 'SHA256SUMS', content: Buffer.from(sums?.(text) ?? text) };
  const whole: RawEntry[] = [front, ...stored, last].map((it) => ({ ...it, magic: 'ustar\u000000' }));
  return rawTar(...(tar?.(whole) ?? whole));
}

const packed = ({ name, raw }: HandEntry): Buffer => (name.endsWith('.zst') ? zstdCompressSync(raw) : raw);

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
