import type { FaultyFiles } from '../model/backup.ts';
import type { EnvironmentName } from '../model/lab-file.ts';

type Found = Pick<FaultyFiles, 'count' | 'named'>;

/**
 * Whether more is wrong with glab's files now than when the snapshot was taken. `then` undefined: nobody could say, and all of
 * it counts. Only the first faults are named, so that of many the number has to do.
 */
export function isMoreFaulty(then: Found | undefined, now: Found): boolean {
  if (then === undefined || now.count > then.count) return now.count > 0;
  const areAllNamed = then.named.length >= then.count;
  return (
    areAllNamed && now.named.some(({ resource }) => !then.named.some((one) => one.resource === resource))
  );
}

/** `2 files are not as the database of prod has them: a.csv (its file is missing), b.csv (…)`; without a full stop. */
export function faultyWords(environment: EnvironmentName, { count, named }: Found): string {
  const list = named.map(({ name, fault }) => `${name} (${fault})`);
  const more = count > named.length ? [`${count - named.length} more`] : [];
  const which = list.length === 0 ? '' : `: ${[...list, ...more].join(', ')}`;
  return `${count} ${count === 1 ? 'file is' : 'files are'} not as the database of ${environment} has them${which}`;
}
