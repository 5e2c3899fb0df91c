import type { Job } from '../model/job.ts';

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

/** Beside an export there are no others to choose from. */
const another = ({ kind }: Of): string =>
  kind === 'import' ? 'Take another export' : 'Restore from another snapshot';
