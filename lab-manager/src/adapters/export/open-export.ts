import {
  checksumsName,
  damagedExport,
  judgeContents,
  judgeOuter,
  manifestName,
  parseChecksums,
  type OuterEntry,
} from '../../core/backup/export-layout.ts';
import { parseExportManifest } from '../../core/backup/export-manifest.ts';
import { indexOuter, wholeEntry, withExportFile } from './outer-index.ts';
import type { OpenExport } from './read-parts.ts';

/** A manifest of some million tables. */
const mostManifestBytes = 64 * 1024 ** 2;
const mostSumsBytes = 16 * 1024 ** 2;

/** Throws `export.unknown`, `export.invalid`, `export.newer`, `export.damaged`, `export.refused_entry`. */
export function withOpenExport<T>(path: string, work: (open: OpenExport) => Promise<T>): Promise<T> {
  return withExportFile(path, async (file) => {
    const { entries, bytes } = await indexOuter(file);
    judgeManifestFirst(entries);
    const front = await wholeEntry(file, named(entries, manifestName), mostManifestBytes);
    // Of a newer format this is told, whatever else it holds or lacks.
    const manifest = parseExportManifest(front.content.toString());
    judgeOuter(entries);
    const { content } = await wholeEntry(file, named(entries, checksumsName), mostSumsBytes);
    const sums = parseChecksums(content.toString());
    judgeContents(manifest, entries, sums);
    if (front.sum !== sums.get(manifestName)) throw damagedExport(`its ${manifestName} was changed`);
    return work({ file, manifest, bytes, sums, outer: new Map(entries.map((it) => [it.name, it])) });
  });
}

function judgeManifestFirst(entries: readonly OuterEntry[]): void {
  if (entries[0]?.name !== manifestName) judgeOuter(entries);
}

function named(entries: readonly OuterEntry[], name: string): OuterEntry {
  const found = entries.find((it) => it.name === name);
  if (found === undefined) throw damagedExport(`${name} is not in it`);
  return found;
}
