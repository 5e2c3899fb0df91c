import { LabError } from '../model/lab-error.ts';
import type { SnapshotManifest } from '../model/backup.ts';
import type { ExportEntry, ExportManifest, ExportPart, PlannedEntry } from '../model/export.ts';
import { refuseEntries } from './export-manifest.ts';

export const manifestName = 'manifest.json';
/** The last entry: that it is there is what makes an export whole. */
export const checksumsName = 'SHA256SUMS';
export const linksName = 'outward-links.tsv';
export const secretsName = 'secrets.tar.zst.enc';
export const warningsName = 'warnings.txt';

/** File systems and tools that know no larger files have to be able to hold what an export is unpacked to. */
export const mostPartBytes = 4 * 1024 ** 3 - 512;

/** What is read from the disk for an export, in the order in which it lies in there. */
export function plannedEntries(from: {
  snapshot: SnapshotManifest;
  labFile: string;
  databases: readonly { service: string; file: string }[];
  base: string;
}): PlannedEntry[] {
  const folders = from.snapshot.folders.map(({ path }): PlannedEntry => {
    return { kind: 'folder', name: folderName(path), of: path, source: `${from.base}/${path}` };
  });
  const isOfBricks = ({ name }: PlannedEntry): boolean => name.startsWith('bricks/');
  return [
    { kind: 'lab-file', name: 'config/lab.yaml', of: 'lab.yaml', text: from.labFile },
    ...folders.filter(isOfBricks),
    ...from.databases.map(({ service, file }): PlannedEntry => {
      return { kind: 'database', name: `db/${service}.sql.zst`, of: service, source: file };
    }),
    ...folders.filter((it) => !isOfBricks(it)),
  ];
}

/** `environments/prod/data` → `volumes/prod-data.tar.zst` */
function folderName(path: string): string {
  const [, environment, folder] = /^environments\/([^/]+)\/(.+)$/.exec(path) ?? [];
  if (environment !== undefined && folder === 'bricks') return `bricks/${environment}.tar.zst`;
  return `volumes/${path.replace(/^environments\//, '').replaceAll('/', '-')}.tar.zst`;
}

/** What its links are listed under: `volumes/prod-data` */
export const archiveName = (name: string): string => name.replace(/\.tar\.zst$/, '');

/** What the n-th part of an entry is called that doesn't fit into one; counted from 1. */
export const partName = (name: string, n: number): string => `${name}.${String(n).padStart(3, '0')}`;

/**
 * Bytes to keep free for the manifest, which lies in front and is written last: how long everything got is known only then.
 * `rawBytes`: about what is to be read.
 */
export function manifestRoom(
  withoutEntries: ExportManifest,
  entries: readonly PlannedEntry[],
  rawBytes: number,
): number {
  const names = entries.reduce(
    (sum, { name, of }) => sum + 2 * Buffer.byteLength(name) + Buffer.byteLength(of),
    0,
  );
  const parts = entries.length + 4 + 2 * Math.ceil(rawBytes / mostPartBytes);
  const needed = Buffer.byteLength(manifestText(withoutEntries)) + 2 * names + 256 * parts + 4096;
  return Math.ceil(needed / 4096) * 4096;
}

/** Filled up to `room` with what JSON leaves aside. Throws `export.failed` where it is longer. */
export function manifestBlock(manifest: ExportManifest, room: number): Buffer {
  const text = Buffer.from(manifestText(manifest));
  if (text.length > room)
    throw new LabError('export.failed', 'What was exported grew to far more than it was when it began.', {
      hint: 'Export again once less is written in the lab.',
    });
  return Buffer.concat([text, Buffer.alloc(room - text.length, '\n')]);
}

const manifestText = (manifest: ExportManifest): string => `${JSON.stringify(manifest, undefined, 1)}\n`;

/** As `sha256sum` writes and checks it. */
export function checksumsText(sums: ReadonlyMap<string, string>): string {
  return [...sums].map(([name, sum]) => `${sum}  ${name}\n`).join('');
}

/** By name; throws `export.damaged` for what is no such list. */
export function parseChecksums(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n');
  const rows = lines.slice(0, -1).map((line) => /^([0-9a-f]{64}) {2}([\w./-]+)$/.exec(line));
  const sums = new Map(rows.map((row) => [row?.[2] ?? '', row?.[1] ?? '']));
  if (lines.at(-1) !== '' || sums.has('') || sums.size !== rows.length)
    throw damagedExport(`its ${checksumsName} can’t be read`);
  return sums;
}

/** An entry of the tar as its header tells of it. */
export interface TarEntry {
  name: string;
  /** As the library that reads tars calls it. */
  type: string;
  bytes: number;
  /** Where its bytes begin in the file. */
  offset: number;
}

/** Whether this is an export, and whole, as far as the headers tell. Throws `export.invalid`, `export.damaged`, `export.refused_entry`. */
export function judgeTar(entries: readonly TarEntry[]): void {
  if (entries[0]?.name !== manifestName)
    throw new LabError(
      'export.invalid',
      `This is no export of a lab: ${manifestName} is not the first in it.`,
      {
        hint: 'Exports are called ….labx.tar; take the file as it was written, not one that was packed anew.',
      },
    );
  for (const { name, type } of entries) {
    if (type !== 'File') throw refuseEntries(`${JSON.stringify(name)} in it is a ${type}, not a file`);
    if (!/^(?!.*\.\.)[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)?$/.test(name))
      throw refuseEntries(`${JSON.stringify(name)} is no name that an export has`);
  }
  if (new Set(entries.map(({ name }) => name)).size !== entries.length)
    throw refuseEntries('two things in it have one name');
  if (entries.at(-1)?.name !== checksumsName)
    throw damagedExport(`it is not whole: ${checksumsName}, which is written last, is not there`);
}

/** Whether the tar holds what its manifest says and its sums speak of, no more and no less. Throws `export.damaged`. */
export function judgeContents(
  manifest: ExportManifest,
  entries: readonly TarEntry[],
  sums: ReadonlyMap<string, string>,
): void {
  const there = entries.map(({ name }) => name).slice(1, -1);
  const told = manifest.entries.flatMap(({ parts }) => parts.map(({ name }) => name));
  if (there.join('\n') !== told.join('\n'))
    throw damagedExport('it holds other files than its manifest says');
  const bytes = new Map(entries.map((entry) => [entry.name, entry.bytes]));
  const differing = manifest.entries
    .flatMap(({ parts }) => parts)
    .find((part) => bytes.get(part.name) !== part.bytes);
  if (differing) throw damagedExport(`${differing.name} in it has another size than its manifest says`);
  const summed = [...sums.keys()].sort().join('\n');
  if (summed !== [manifestName, ...there].sort().join('\n'))
    throw damagedExport(`its ${checksumsName} speaks of other files than it holds`);
}

/** What all of it comes to. */
export const rawBytesOf = (entries: readonly ExportEntry[]): number =>
  entries.reduce((sum, { rawBytes }) => sum + rawBytes, 0);

export const bytesOf = (parts: readonly ExportPart[]): number =>
  parts.reduce((sum, { bytes }) => sum + bytes, 0);

export function damagedExport(why: string): LabError {
  return new LabError('export.damaged', `This export can’t be used: ${why}.`, {
    hint: 'Nothing was changed. Copy the file again from where it was written, or export again.',
  });
}
