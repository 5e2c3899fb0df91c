import { LabError } from '../model/lab-error.ts';

/** `backup.no_credentials`: the lab file names it, and nothing that opens it is kept here for where it is now. */
export const notMadeHere = (repository: string): LabError =>
  new LabError(
    'backup.no_credentials',
    `The repository ${repository} was not made here yet, or its key is gone.`,
    { hint: `Make it, or open the one that is there: labctl backup repo add ${repository}.` },
  );
