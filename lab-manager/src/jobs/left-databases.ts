import { enumerate } from '../core/enumerate.ts';
import type { ErrorCode } from '../core/model/error-codes.ts';
import type { Job } from '../core/model/job.ts';
import { LabError } from '../core/model/lab-error.ts';
import { stepName } from '../core/step-names.ts';
import { sourceWord } from './sentences.ts';
import { hasFailed, isDone, lastWords } from './step-history.ts';

type Did = Pick<Job, 'steps'>;

const load = 'load:';

export const loadOf = (service: string): string => `${load}${service}`;
export const proveOf = (service: string): string => stepName({ kind: 'prove', service });

/** How it ends where a database can't be made anew: what else goes wrong, a full disk or an engine that is away, says nothing of it. */
export const cannotBeMade: readonly ErrorCode[] = [
  'backup.load_failed',
  'backup.differs',
  // What was loaded can't be written out: so nobody can tell whether it is right.
  'backup.dump_failed',
];

export const saysNotMade = (error: unknown): error is LabError =>
  error instanceof LabError && cannotBeMade.includes(error.code);

const failedStep = (job: Did, service: string): string | undefined =>
  [loadOf(service), proveOf(service)].find((name) => hasFailed(job, name));

/** The parts that the job goes on with: without databases that it could not make anew. */
export const withoutLeft = <P extends { database: string | undefined }>(
  job: Did,
  parts: readonly P[],
): readonly P[] =>
  parts.filter(({ database }) => database === undefined || failedStep(job, database) === undefined);

/** A database that is not as the snapshot or the export says. */
export interface OtherDatabase {
  service: string;
  why: string;
}

/** Of a job that went on without them: the databases that it could not make anew, in the order in which it tried. */
export const leftDatabases = (job: Did): readonly OtherDatabase[] =>
  loadedDatabases(job).flatMap((service) => {
    const failed = failedStep(job, service);
    return failed === undefined ? [] : [{ service, why: lastWords(job, failed) ?? '' }];
  });

/** What the comparison of a database says last. `difference`: of what is beside the rows, where who restores takes that. */
export const provedWords = (job: Pick<Job, 'kind'>, held: string, difference: string | undefined): string =>
  difference === undefined ? `${held}: as ${sourceWord(job)} says` : `${onlyRows} (${held}): ${difference}`;

const onlyRows = 'only its rows are the same';

/** Databases that come in place although what is beside their rows is another. */
export const changedDatabases = (job: Did): readonly OtherDatabase[] =>
  loadedDatabases(job).flatMap((service) => {
    const why = isDone(job, proveOf(service)) ? lastWords(job, proveOf(service)) : undefined;
    return why?.startsWith(onlyRows) === true ? [{ service, why }] : [];
  });

/** Databases that the job tried to load, in that order. */
const loadedDatabases = ({ steps }: Did): readonly string[] => [
  ...new Set(steps.filter(({ name }) => name.startsWith(load)).map(({ name }) => name.slice(load.length))),
];

/** `prod but for the database dev-db-notes`, of a job that restores what is called so. */
export function butForLeft(words: string, job: Did): string {
  const left = leftDatabases(job).map(({ service }) => `the database ${service}`);
  return left.length === 0 ? words : `${words} but for ${enumerate(left)}`;
}
