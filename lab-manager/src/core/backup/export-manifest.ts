import * as z from 'zod';
import { parsedJson } from '../json.ts';
import { LabError } from '../model/lab-error.ts';
import type { SnapshotManifest } from '../model/backup.ts';
import type { ExportFormat, ExportManifest } from '../model/export.ts';
import { parseManifest } from './manifest.ts';

export const exportFormat: ExportFormat = { major: 1, minor: 0 };

const text = z.string().max(4096);
const count = z.int().min(0);
/** What can't climb out of the folder that it is put below. */
const below = text.regex(/^(?!\/)(?!.*(^|\/)\.{0,2}(\/|$)).+$/);

const manifest = z.object({
  writtenAt: z.iso.datetime(),
  snapshot: z.unknown(),
  images: z.array(text),
  entries: z
    .array(
      z.object({
        kind: text,
        name: text,
        of: below.or(z.literal('')),
        parts: z.array(z.object({ name: text, bytes: count })).min(1),
        rawBytes: count,
      }),
    )
    .max(100_000),
});
const format = z.object({ format: z.object({ major: count, minor: count }) });

/** Throws `export.newer`, `export.invalid`, and `export.refused_entry` for what this version doesn't know. */
export function parseExportManifest(json: string): ExportManifest {
  const content = parsedJson(json);
  // First of all: what a newer one looks like beside its number nobody knows.
  const said = format.safeParse(content);
  if (!said.success) throw invalid('it says of no format that it is in', said.error);
  const { major, minor } = said.data.format;
  if (major > exportFormat.major) throw newer(said.data.format, content);
  const parsed = manifest.safeParse(content);
  if (!parsed.success) throw invalid('its manifest is not understood', parsed.error);
  const { entries, ...rest } = parsed.data;
  return {
    format: { major, minor },
    ...rest,
    snapshot: snapshotOf(rest.snapshot),
    entries: entries.map(({ kind, ...entry }) => ({ ...entry, kind: known(kind, entry.name) })),
  };
}

/** Throws `export.newer`, `export.invalid`. */
function snapshotOf(content: unknown): SnapshotManifest {
  try {
    return parseManifest(JSON.stringify(content ?? null));
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    const { message, hint, details } = error;
    const said = { details, ...(hint === undefined ? {} : { hint }), cause: error };
    throw new LabError(error.code === 'backup.newer' ? 'export.newer' : 'export.invalid', message, said);
  }
}

function known(kind: string, name: string): ExportManifest['entries'][number]['kind'] {
  switch (kind) {
    case 'lab-file':
    case 'folder':
    case 'database':
    case 'links':
    case 'secrets':
    case 'warnings':
      return kind;
    default:
      throw refuseEntries(
        `${name} in it is of a kind that this version doesn’t know (${JSON.stringify(kind)})`,
      );
  }
}

export function refuseEntries(why: string): LabError {
  return new LabError('export.refused_entry', `This export is refused: ${why}.`, {
    hint: 'Nothing was unpacked. Import only what a lab of this version or an older one exported.',
  });
}

function newer({ major }: ExportFormat, content: unknown): LabError {
  const lab = z.object({ snapshot: z.object({ lab: z.object({ version: text }) }) }).safeParse(content);
  const by = lab.success ? ` by version ${lab.data.snapshot.lab.version}` : '';
  return new LabError(
    'export.newer',
    `This export was written${by} in format ${major}; this lab reads up to format ${exportFormat.major}.`,
    {
      hint: `Install ${lab.success ? `version ${lab.data.snapshot.lab.version}` : 'that version'} or a newer one, then import it there.`,
    },
  );
}

function invalid(why: string, error: z.ZodError): LabError {
  return new LabError('export.invalid', `This is no export of a lab: ${why}.`, {
    hint: 'Take a file that labctl backup export or the console wrote.',
    details: error.issues.slice(0, 5).map(({ path, message }) => ({ path: path.join('.'), message })),
  });
}
