import type { DesiredService } from '../model/desired-state.ts';

/** Dependencies first. Services in a circle, which none of ours are, come last. */
export function inOrder(services: readonly DesiredService[]): DesiredService[] {
  const byName = new Map(services.map((it) => [it.name, it]));
  const waiting = new Map(
    services.map((it) => [it.name, it.after.filter((name) => byName.has(name)).length] as const),
  );
  const neededBy = new Map<string, DesiredService[]>();
  for (const service of services)
    for (const need of service.after) neededBy.set(need, [...(neededBy.get(need) ?? []), service]);

  const ordered = services.filter((it) => waiting.get(it.name) === 0);
  // Grows while it is walked.
  for (const service of ordered) {
    for (const dependent of neededBy.get(service.name) ?? []) {
      const left = (waiting.get(dependent.name) ?? 0) - 1;
      waiting.set(dependent.name, left);
      if (left === 0) ordered.push(dependent);
    }
  }
  const placed = new Set(ordered);
  return [...ordered, ...services.filter((it) => !placed.has(it))];
}
