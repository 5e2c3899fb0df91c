import { LabError } from '../model/lab-error.ts';
import { environmentNames, type EnvironmentName, type LabFile } from '../model/lab-file.ts';
import { environmentOf } from '../names.ts';
import type { Meant } from './lacking.ts';
import { readRestorePath } from './restore-path.ts';

/**
 * Of one that is disabled there may be no service to name, and no glab that could be asked: what is to be done about it is said before
 * anything else. The whole lab can be restored all the same. Throws `environment.unknown`, and what `readRestorePath` throws.
 */
export function assertEnabled({ environments }: Pick<LabFile, 'environments'>, meant: Meant): void {
  const environment = environmentIn(meant);
  if (environment === undefined || environments[environment].enabled) return;
  throw new LabError(
    'environment.unknown',
    `${environment} is not enabled, so nothing can be restored in it.`,
    { hint: `Enable it first: labctl enable ${environment}.` },
  );
}

function environmentIn({ target, path }: Meant): EnvironmentName | undefined {
  if (path !== undefined) return readRestorePath(path).environment;
  return environmentNames.find((name) => name === target) ?? environmentOf(target);
}
