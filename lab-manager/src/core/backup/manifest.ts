import * as z from 'zod';
import { canonicalJson } from '../canonical-json.ts';
import { jsonObject, parsedJson } from '../json.ts';
import type { SnapshotManifest } from '../model/backup.ts';
import { environmentNames } from '../model/lab-file.ts';
import { LabError, type ErrorDetail } from '../model/lab-error.ts';

const newest = 1;
const mostProblems = 20;

const count = z.int().min(0);
/** What is read is longer than what is written: earlier versions cut nothing. */
const longestSentence = { written: 2000, read: 64 * 1024 };
const sentence = z.string().min(1).max(longestSentence.read);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'has to be 64 of 0-9 and a-f');
/** Below a folder, and by no way out of it. */
const pathBelow = z
  .string()
  .min(1)
  .max(4096)
  .refine(
    (path) => !/[\p{Cc}\\]/u.test(path) && path.split('/').every((part) => !['', '.', '..'].includes(part)),
    'has to be a path below the folder that leads nowhere else',
  );
const service = z.string().regex(/^[a-z][a-z0-9-]{0,99}$/, 'has to be the name of a service');
const environment = z.enum(environmentNames);

const manifest = z
  .object({
    format: z.literal(newest),
    lab: z.object({
      id: z.string().regex(/^[a-z][a-z0-9]{3,15}$/, 'has to be the id of a lab'),
      name: z.string().min(1).max(400),
      version: z.string().min(1).max(100),
      labFileVersion: count,
    }),
    takenAt: count,
    job: z.string().min(1).max(100),
    environments: z.array(environment),
    databases: z.array(
      z.object({
        service,
        environment,
        file: pathBelow,
        serverVersion: z.string().min(1).max(200),
        digest: z.object({
          bytes: count,
          sha256,
          tables: z.array(z.object({ name: z.string().min(1).max(1000), rows: count, sha256 })),
        }),
      }),
    ),
    folders: z.array(
      z.object({
        environment: environment.optional(),
        words: z.string().min(1).max(200),
        path: pathBelow,
        files: count,
        bytes: count,
        linkedBytes: count.optional(),
      }),
    ),
    leftOut: z.array(sentence),
    missing: z.array(sentence),
    faultyFiles: z
      .array(
        z.object({
          environment,
          count,
          named: z.array(z.object({ resource: z.string(), name: z.string(), fault: z.string() })),
        }),
      )
      .optional(),
  })
  .superRefine((read, context) => {
    once(read.environments, (index) => ['environments', index], context);
    once(
      read.databases.map((one) => one.service),
      (index) => ['databases', index, 'service'],
      context,
    );
    once(
      read.databases.map((one) => one.file),
      (index) => ['databases', index, 'file'],
      context,
    );
    once(
      read.folders.map((one) => one.path),
      (index) => ['folders', index, 'path'],
      context,
    );
  });

function once(
  values: readonly string[],
  path: (index: number) => (string | number)[],
  context: z.RefinementCtx,
): void {
  for (const [index, value] of values.entries())
    if (values.indexOf(value) < index)
      context.addIssue({ code: 'custom', path: path(index), message: 'is there twice' });
}

/**
 * What a snapshot says of itself. Throws `backup.newer` for a form that only a newer version reads, and
 * `backup.invalid_manifest`, with the place of each mistake, for what is none. Keys it doesn't know are passed over.
 */
export function parseManifest(text: string): SnapshotManifest {
  const json = jsonObject(parsedJson(text));
  const format = json?.['format'];
  if (typeof format === 'number' && Number.isInteger(format) && format > newest)
    throw new LabError(
      'backup.newer',
      `The snapshot was made by a newer Labstead: it is of form ${format}, and this one reads up to ${newest}.`,
      { hint: 'Update this lab first (git pull, then ./install.sh), and restore again.' },
    );
  const read = manifest.safeParse(json ?? null);
  if (!read.success) throw invalidManifest(read.error.issues);
  const { folders, faultyFiles, ...rest } = read.data;
  return {
    ...rest,
    ...(faultyFiles !== undefined && { faultyFiles }),
    folders: folders.map((folder) => ({ ...folder, environment: folder.environment })),
  };
}

/** As it is written: the same manifest gives the same bytes, and `parseManifest` takes whatever its sentences name. */
export function printManifest({ leftOut, missing, ...rest }: SnapshotManifest): string {
  const written = { ...rest, leftOut: leftOut.map(cut), missing: missing.map(cut) };
  return `${canonicalJson(written, 2)}\n`;
}

const cut = (words: string): string =>
  words.length > longestSentence.written ? `${words.slice(0, longestSentence.written - 1)}…` : words;

function invalidManifest(issues: readonly z.core.$ZodIssue[]): LabError {
  const details = issues.slice(0, mostProblems).map(detail);
  const [first] = details;
  return new LabError(
    'backup.invalid_manifest',
    `What the snapshot says of itself can't be read: ${first === undefined ? 'it is no JSON object' : `${first.path === '' ? 'it' : first.path} ${first.message}`}.`,
    {
      hint: 'Take another snapshot. Single files of this one can still be browsed and downloaded.',
      details,
    },
  );
}

function detail({ path, message, code }: z.core.$ZodIssue): ErrorDetail {
  const words = /^(has to|is) /.test(message)
    ? message
    : `is not as it has to be (${code.replaceAll('_', ' ')})`;
  return { path: pathWords(path), message: words };
}

/** `databases[0].digest.sha256` */
const pathWords = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (all, part) =>
      typeof part === 'number' ? `${all}[${part}]` : all === '' ? String(part) : `${all}.${String(part)}`,
    '',
  );
