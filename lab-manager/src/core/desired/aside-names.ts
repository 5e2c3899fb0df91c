/**
 * What lies beside a directory of the lab, or within one that is a mount of its own, and belongs to a job: what a `reset`
 * moved aside, what a `restore` makes, and what was there `before` it.
 */
const kinds = ['reset', 'restore', 'before'] as const;
export type AsideKind = (typeof kinds)[number];

const prefix = (kind: AsideKind): string => `.${kind}-`;

export const asideName = (kind: AsideKind, jobId: string): string => prefix(kind) + jobId;

/** What a job put there, and a person did not. */
export const isAsideName = (name: string): boolean => kinds.some((kind) => name.startsWith(prefix(kind)));

/** The job whose aside of that kind this is, also while a part of it is still on its way; undefined: it is none. */
export function jobOfAside(kind: AsideKind, name: string): string | undefined {
  return name.startsWith(prefix(kind))
    ? name.slice(prefix(kind).length).replace(movingSuffix, '')
    : undefined;
}

/** As jobs are numbered: what a person called `.before-lunch` is a person's. */
const numbered = '[0-9A-Z]'.repeat(26);

/** Whether a job of a lab bears such a number: only what bears one is ever deleted without being asked for by name. */
export const isNumbered = (job: string): boolean => /^[0-9A-Z]{26}$/.test(job);

/** Whether a job of a lab left it, or leaves it just now. */
export const isAsideOfJob = (name: string): boolean =>
  kinds.some((kind) => isNumbered(jobOfAside(kind, name) ?? ''));

/** Patterns, of a shell's kind, of such names as the jobs of a lab leave them: no snapshot and no export takes those. */
export const asidePatterns: readonly string[] = kinds.flatMap((kind) =>
  ['', '.moving'].map((ending) => prefix(kind) + numbered + ending),
);

/** What a folder is called while only a part of its content has moved. */
export const movingName = (aside: string): string => `${aside}${moving}`;

const moving = '.moving';
const movingSuffix = /\.moving$/;
