import {
  checksumsName,
  damagedExport,
  judgeContents,
  judgeTar,
  manifestName,
  parseChecksums,
  type TarEntry,
} from '../../core/backup/export-layout.ts';
import { parseExportManifest } from '../../core/backup/export-manifest.ts';
import { indexTar, wholeEntry, withExportFile } from './tar-index.ts';
import type { OpenExport } from './read-parts.ts';

/** A manifest of some million tables. */
const mostManifestBytes = 64 * 1024 ** 2;
const mostSumsBytes = 16 * 1024 ** 2;

/** Throws `export.unknown`, `export.invalid`, `export.newer`, `export.damaged`, `export.refused_entry`. */
export function withOpenExport<T>(path: string, work: (open: OpenExport) => Promise<T>): Promise<T> {
  return withExportFile(path, async (file) => {
    const entries = await indexTar(file);
    judgeManifestFirst(entries);
    const front = await wholeEntry(file, named(entries, manifestName), mostManifestBytes);
    // Of a newer format this is told, whatever else it holds or lacks.
    const manifest = parseExportManifest(front.content.toString());
    judgeTar(entries);
    const { content } = await wholeEntry(file, named(entries, checksumsName), mostSumsBytes);
    const sums = parseChecksums(content.toString());
    judgeContents(manifest, entries, sums);
    if (front.sum !== sums.get(manifestName)) throw damagedExport(`its ${manifestName} was changed`);
    return work({ file, manifest, sums, entries: new Map(entries.map((it) => [it.name, it])) });
  });
}

function judgeManifestFirst(entries: readonly TarEntry[]): void {
  if (entries[0]?.name !== manifestName) judgeTar(entries);
}

function named(entries: readonly TarEntry[], name: string): TarEntry {
  const found = entries.find((it) => it.name === name);
  if (found === undefined) throw damagedExport(`${name} is not in it`);
  return found;
}
