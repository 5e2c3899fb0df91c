import { LabError } from '../model/lab-error.ts';
import type { BrickData } from '../model/brick.ts';
import type { DesiredState } from '../model/desired-state.ts';
import type { ObservedState } from '../model/observed-state.ts';
import { environmentNames } from '../model/lab-file.ts';
import { isClaimed } from './claimed-data.ts';
import { belongsTo } from './service-names.ts';

type Seen = { desired: DesiredState; observed: ObservedState };

/** `prod/labstead_explorer.shelf`: what people call it. */
export const dataId = ({ environment, name }: Pick<BrickData, 'environment' | 'name'>): string =>
  `${environment}/${name}`;

export function dataOfId(id: string): Pick<BrickData, 'environment' | 'name'> | undefined {
  const [, of, name] = /^([a-z]+)\/([a-z][a-z0-9_]{0,31}\.[a-z][a-z0-9]{0,19})$/.exec(id) ?? [];
  const environment = environmentNames.find((one) => one === of);
  return environment === undefined || name === undefined ? undefined : { environment, name };
}

/** Data of databases that no brick declares any more. It is kept until a person deletes it. */
export function leftoverData(seen: Seen): readonly BrickData[] {
  return seen.observed.files.brickData.filter((data) => !isUsed(data, seen));
}

/** Why it can't be deleted; undefined: it can. */
export function notDeletable(id: string, seen: Seen): LabError | undefined {
  const all = seen.observed.files.brickData;
  const found = all.find((data) => dataId(data) === id);
  if (found === undefined)
    return new LabError('data.unknown', `There is no data ${id.slice(0, 100)} of a brick.`, {
      hint: all.length === 0 ? 'There is none at all.' : `There is: ${all.map(dataId).join(', ')}.`,
    });
  if (!isUsed(found, seen)) return undefined;
  return new LabError('data.in_use', `The data ${id} belongs to a service of its brick.`, {
    hint: 'Take the brick, or its declaration, away first.',
  });
}

/** Declared, whether or not it runs now, or mounted by a container that is there still. */
function isUsed(data: BrickData, { desired, observed }: Seen): boolean {
  const [brick = '', name = ''] = data.name.split('.');
  const is = { environment: data.environment, brick, name };
  return (
    isClaimed(data, desired.claimedData) ||
    observed.containers.some((it) => it.ours && belongsTo(it.service ?? '', is))
  );
}
