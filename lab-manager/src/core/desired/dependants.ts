import type { DesiredService } from '../model/desired-state.ts';

/** These services, and all that can't run without one of them. Dependencies come before those who need them. */
export function withDependants(
  all: readonly Pick<DesiredService, 'name' | 'after'>[],
  names: Iterable<string>,
): ReadonlySet<string> {
  const still = new Set(names);
  for (const { name, after } of all) if (after.some((need) => still.has(need))) still.add(name);
  return still;
}
