import { configHash } from '../desired/config-hash.ts';
import { LabError } from '../model/lab-error.ts';
import type { DesiredState } from '../model/desired-state.ts';
import type { ObservedState } from '../model/observed-state.ts';

/**
 * Why this reference data can't be deleted; undefined: it can. What a container that runs in an older form has mounted
 * can't be told from outside, so nothing goes while there is one.
 */
export function notRemovable(
  id: string,
  { desired, observed }: { desired: DesiredState; observed: ObservedState },
): LabError | undefined {
  const known = observed.files.generations.map((one) => one.id);
  if (!known.includes(id))
    return new LabError('reference.unknown', `There is no reference data ${id}.`, {
      hint: known.length === 0 ? 'There is none at all.' : `There is: ${known.join(', ')}.`,
    });
  const service = desired.services.find(({ name }) => name === 'biota-db');
  if (desired.reference?.generation === id && service?.uninstalled !== true)
    return inUse(`The reference data ${id} is what biota-db serves.`, asksFor(desired));
  const older = observed.containers.find(
    (one) =>
      one.ours && one.service === 'biota-db' && one.configHash !== (service && configHash(service.spec)),
  );
  return older && inUse(`A container of biota-db in an older form is there: ${older.name}.`, applyFirst);
}

const applyFirst = 'Apply the lab first (labctl apply), then delete what is left over.';

const asksFor = ({ reference }: DesiredState): string =>
  `${reference?.readers.join(' and ') ?? 'Nobody'} asks for it: take out the bricks that need it, or set biota.mode: off in the lab file, and apply.`;

const inUse = (message: string, hint: string): LabError =>
  new LabError('reference.in_use', message, { hint });
