import type { SnapshotManifest } from '../model/backup.ts';
import type { JobParams } from '../model/job.ts';
import { LabError } from '../model/lab-error.ts';
import { environmentNames, type EnvironmentName } from '../model/lab-file.ts';

type Held = Pick<SnapshotManifest, 'databases' | 'folders' | 'missing'>;

export interface Meant {
  target: string;
  path?: string | undefined;
}

/**
 * What a snapshot or an export lacks of `lab` or of an environment, a sentence each: restored all the same, files of then come
 * under rows of now, or the other way round. Of one database or one path nothing, since that alone is asked for.
 */
export function lackingOf(held: Held, { target, path }: Meant): readonly string[] {
  if (path !== undefined) return [];
  const meant = environmentNames.filter((name) => target === 'lab' || target === name);
  const missing = held.missing.filter((sentence) => meant.some((name) => concerns(sentence, name)));
  const halves = meant
    .filter((name) => isWithoutDatabase(held, name))
    // It was said already, and why.
    .filter(
      (name) => !missing.some((sentence) => new RegExp(`\\b${name}-db\\b(?!-)`).test(subjectOf(sentence))),
    )
    .map((name) => `It holds files of ${name}, and not its database.`);
  return [...missing, ...halves];
}

/** Why it must not be restored unless a person asked for what it has. */
export function lackingRefusal(lacks: readonly string[]): LabError | undefined {
  if (lacks.length === 0) return undefined;
  return new LabError('backup.not_good', `What is to be restored is not whole. ${lacks.join(' ')}`, {
    hint: 'Nothing was changed. Take another, or ask for what this one has and leave the rest as it is now: --lacking.',
  });
}

/**
 * What lacks a database leaves today's beside the files of then, and what lacks a folder the other way round: nobody gets that
 * without having asked for it. Throws `backup.not_good`.
 */
export function assertWhole(held: Held, meant: Meant & { lacking?: boolean }): void {
  const refusal = meant.lacking === true ? undefined : lackingRefusal(lackingOf(held, meant));
  if (refusal) throw refusal;
}

/**
 * Whether a database that can't be made anew is left as it is, and one of which only rows are the same is taken: who restores
 * asked for what can be had.
 */
export const leavesDatabases = ({
  lacking,
  everyDatabase,
}: Pick<JobParams, 'lacking' | 'everyDatabase'>): boolean => lacking === true && everyDatabase !== true;

const isWithoutDatabase = (
  { databases, folders }: Pick<Held, 'databases' | 'folders'>,
  environment: EnvironmentName,
): boolean =>
  folders.some((folder) => folder.environment === environment) &&
  !databases.some(({ service }) => service === `${environment}-db`);

const names: Readonly<Record<EnvironmentName, RegExp>> = {
  prod: /\bprod\b/,
  dev: /\b(dev|workspace|codelab)\b/,
};

/** Whose a folder below the data root is. Whatever else stands there, as in the rest of a path, is people's own. */
const folder = /\benvironments\/(prod|dev)\b/;
/** The same of a service, or of a brick (`prod/notes`), and of no folder that the data root lies in. */
const service = /(?<![\w/.-])(prod|dev)[-/][a-z]/;

/** Every sentence says first what it is about. What follows may be what a program, or a person, wrote. */
const subjectOf = (sentence: string): string => sentence.split(': ')[0] ?? '';

/** What names no environment may be about any. */
function concerns(sentence: string, environment: EnvironmentName): boolean {
  const subject = subjectOf(sentence);
  const [, named] = folder.exec(subject) ?? service.exec(subject) ?? [];
  if (named !== undefined) return named === environment;
  return names[environment].test(subject) || !environmentNames.some((name) => names[name].test(subject));
}
