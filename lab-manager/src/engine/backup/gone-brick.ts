import { dataFolderOf } from '../../core/bricks/service-names.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { environmentOf } from '../../core/names.ts';

/** What to do about a database alone that no brick declares any more; undefined: it is none of a brick. */
export function goneBrick(target: string): LabError | undefined {
  const environment = environmentOf(target);
  const [brick] = dataFolderOf(target)?.split('.') ?? [];
  if (environment === undefined || brick === undefined) return undefined;
  return new LabError(
    'service.unknown',
    `No brick in ${environment} declares the database ${target} now, so it can’t be restored alone.`,
    {
      hint:
        `Restore all of ${environment}, which brings the brick back with its database; or put back the brick first: ` +
        `--path /environments/${environment}/bricks/${brick}.`,
    },
  );
}
