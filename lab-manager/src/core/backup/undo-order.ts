import type { WaitingRestore } from '../ports.ts';

type Restored = Pick<WaitingRestore, 'environments' | 'state'>;

/** Of all that wait, the newest first: those that have to be undone before the one at this index can be; of none for none. */
export function undoneBefore<One extends Restored>(
  newestFirst: readonly One[],
  index: number,
): readonly One[] {
  const one = newestFirst[index];
  return one === undefined ? [] : newestFirst.slice(0, index).filter((later) => comesBefore(later, one));
}

/** What lies aside of `later` is what the earlier one made. */
const comesBefore = (later: Restored, earlier: Restored): boolean =>
  later.state !== 'undone' && later.environments.some((name) => earlier.environments.includes(name));
