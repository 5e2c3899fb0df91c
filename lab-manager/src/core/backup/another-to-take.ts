import type { Job } from '../model/job.ts';
import { environmentNames } from '../model/lab-file.ts';
import { leavesDatabases } from './lacking.ts';

type Of = Pick<Job, 'kind'>;

const untouched = 'What is in use was not touched.';
/** Nobody restores in a drill, and what it found has to be known of the repository before it is needed. */
const anotherDrill = 'Nothing was touched. Verify the repository, and drill another snapshot.';

/** What to do where what a restore, an import or a drill made is not right. */
export const takeAnother = (job: Of): string =>
  job.kind === 'drill' ? anotherDrill : `${another(job)}. ${untouched}`;

/** The same where a person may have it as it is: by a drill nobody would. */
export const takeAnotherOrLacking = (job: Of): string =>
  job.kind === 'drill'
    ? anotherDrill
    : `${another(job)}, or ask for what this one has all the same: --lacking. ${untouched}`;

/** What to do where a database can't be made anew. `rowsAreSame`: all that differs is beside its rows. */
export function takeAnotherOrLeave(
  job: Pick<Job, 'kind' | 'params' | 'requestedBy'>,
  rowsAreSame: boolean,
): string {
  const { target } = job.params;
  const isAlone = target !== 'lab' && !environmentNames.some((name) => name === target);
  // Of a database alone nothing would be left.
  if (job.kind === 'drill' || leavesDatabases(job.params) || (isAlone && !rowsAreSame))
    return takeAnother(job);
  const wish = rowsAreSame ? 'To have it as it is' : 'To have all else, and leave that database as it is now';
  const again = job.requestedBy.actor === 'lab' ? 'the same command again with --lacking, or ' : '';
  return `${another(job)}. ${wish}: ${again}${askedSo(job)} --lacking. ${untouched}`;
}

function askedSo({ kind, params }: Pick<Job, 'kind' | 'params'>): string {
  const { target, snapshot = '', repository, file = '' } = params;
  if (kind === 'import') return `labctl backup import ${file}`;
  const from = repository === undefined ? '' : ` --repository ${repository}`;
  return `labctl backup restore ${snapshot.slice(0, 8)} ${target}${from}`;
}

/** Beside an export there are no others to choose from. */
const another = ({ kind }: Of): string =>
  kind === 'import' ? 'Take another export' : 'Restore from another snapshot';
