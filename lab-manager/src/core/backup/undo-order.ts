import type { WaitingRestore } from '../ports.ts';

type Restored = Pick<WaitingRestore, 'environments' | 'state'>;

/** Whether `later` has to be undone before `earlier` can be: what lies aside of it is what the earlier one made. */
export const comesBefore = (later: Restored, earlier: Restored): boolean =>
  later.state !== 'undone' && later.environments.some((name) => earlier.environments.includes(name));
