import * as z from 'zod';
import { parsedJson } from '../json.ts';
import { LabError } from '../model/lab-error.ts';
import type { SnapshotManifest } from '../model/backup.ts';
import type { ExportFormat, ExportManifest } from '../model/export.ts';
import { environmentNames } from '../model/lab-file.ts';

export const exportFormat: ExportFormat = { major: 1, minor: 0 };

const text = z.string().max(4096);
const count = z.int().min(0);
const environment = z.enum(environmentNames);
const sentences = z.array(text).max(10_000);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** What can't climb out of the folder that it is put below. */
const below = text.regex(/^(?!\/)(?!.*(^|\/)\.{0,2}(\/|$)).+$/);
const service = text.regex(/^[a-z0-9][a-z0-9-]*$/);

const snapshot = z.object({
  format: z.literal(1),
  lab: z.object({ id: text, name: text, version: text, labFileVersion: count }),
  takenAt: z.number(),
  job: text,
  environments: z.array(environment),
  databases: z.array(
    z.object({
      service,
      environment,
      file: below,
      serverVersion: text,
      digest: z.object({
        bytes: count,
        sha256: hash,
        tables: z.array(z.object({ name: text, rows: count, sha256: hash })),
      }),
    }),
  ),
  folders: z.array(
    z.object({ environment: environment.optional(), words: text, path: below, files: count, bytes: count }),
  ),
  leftOut: sentences,
  missing: sentences,
});

const manifest = z.object({
  writtenAt: z.iso.datetime(),
  snapshot,
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

/** JSON has no word for undefined. */
function snapshotOf(it: z.infer<typeof snapshot>): SnapshotManifest {
  return {
    ...it,
    folders: it.folders.map(({ environment: of, ...folder }) => ({ ...folder, environment: of })),
  };
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
      throw refuseEntries(`${name} in it is of a kind that this version doesn’t know (${JSON.stringify(kind)})`);
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
    { hint: `Install ${lab.success ? `version ${lab.data.snapshot.lab.version}` : 'that version'} or a newer one, then import it there.` },
  );
}

function invalid(why: string, error: z.ZodError): LabError {
  return new LabError('export.invalid', `This is no export of a lab: ${why}.`, {
    hint: 'Take a file that labctl backup export or the console wrote.',
    details: error.issues.slice(0, 5).map(({ path, message }) => ({ path: path.join('.'), message })),
  });
}
