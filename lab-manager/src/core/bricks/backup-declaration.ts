import * as z from 'zod';
import { jsonObject, parsedJson } from '../json.ts';
import { nearest } from '../nearest.ts';
import { shown } from '../shown.ts';
import type { RefusedService } from '../model/brick.ts';

const words = {
  backup: 'has to be an object such as { "mode": "pause" }',
  mode: 'has to be hot, pause or stop',
  command: 'has to be a list of 1 to 32 texts: the program and its arguments, each of 1 to 1000 characters',
  seconds: 'has to be a whole number of seconds, 1 to 600',
} as const;

const argument = z
  .string({ error: words.command })
  .min(1, words.command)
  .max(1000, words.command)
  .refine((text) => !text.includes('\0') && text.isWellFormed(), words.command);
const command = z.array(argument, { error: words.command }).min(1, words.command).max(32, words.command);

/** The key `backup` of a brick's settings.json. */
export const backupDeclaration = z.strictObject(
  {
    mode: z
      .enum(['hot', 'pause', 'stop'], { error: words.mode })
      .default('hot')
      .describe('What its apps do while their files are read for a snapshot; tasks go on'),
    freeze: command.optional().describe('Program and arguments, run in glab before files are read'),
    thaw: command.optional().describe('The same when they were; also after a failure'),
    seconds: z
      .int({ error: words.seconds })
      .min(1, words.seconds)
      .max(600, words.seconds)
      .default(60)
      .describe('How long each of the two may take'),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? words.backup : undefined) },
);

export interface DeclaredBackup {
  /** Of its apps; what runs in glab goes on. */
  mode: 'hot' | 'pause' | 'stop';
  /** Program with arguments, run in its environment's glab. Both, or neither. */
  freeze: readonly string[] | undefined;
  thaw: readonly string[] | undefined;
  /** How long each may take. */
  seconds: number;
}

type Refusal = Pick<RefusedService, 'field' | 'message' | 'instead' | 'keeps'>;

export interface ReadBackup {
  /** Undefined: it asks for nothing, or for what can't be understood. */
  backup: DeclaredBackup | undefined;
  refused: readonly Refusal[];
}

const handbook = 'See the chapter on backups in docs/bricks.md.';
const mostRefused = 20;

/** What a brick's settings.json says of backups. What is no settings file asks for nothing: others say what is wrong with it. */
export function readBackupDeclaration(settings: string): ReadBackup {
  const written = jsonObject(parsedJson(settings))?.['backup'];
  if (written === undefined) return { backup: undefined, refused: [] };
  const read = backupDeclaration.safeParse(written);
  if (!read.success)
    return { backup: undefined, refused: read.error.issues.flatMap(refusals).slice(0, mostRefused) };
  const { freeze, thaw } = read.data;
  if ((freeze === undefined) !== (thaw === undefined))
    return { backup: undefined, refused: [oneOfTwo(freeze)] };
  return { backup: { ...read.data, freeze, thaw }, refused: [] };
}

const refusal = (field: string, message: string, instead: string): Refusal => ({
  ...{ field, message, instead },
  // Nothing of it runs by itself.
  keeps: undefined,
});

const oneOfTwo = (freeze: unknown): Refusal =>
  freeze === undefined
    ? refusal('backup.thaw', 'is there without freeze', 'Write both, or neither.')
    : refusal(
        'backup.freeze',
        'is there without thaw, so that nothing would end it',
        'Write both, or neither.',
      );

function refusals(issue: z.core.$ZodIssue): Refusal[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map(unknownKey);
  const [field, ...inner] = issue.path;
  const place = ['backup', ...(field === undefined ? [] : [String(field)])].join('.');
  return [refusal(`${place}${inner.map((part) => `[${String(part)}]`).join('')}`, issue.message, handbook)];
}

function unknownKey(key: string): Refusal {
  const known = Object.keys(backupDeclaration.shape);
  const meant = nearest(key.slice(0, 100), known);
  return refusal(
    `backup.${shown(key)}`,
    'is nothing a brick can say of backups',
    meant === undefined ? `Possible: ${known.join(', ')}.` : `Did you mean ${meant}?`,
  );
}
