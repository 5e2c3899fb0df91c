import type { Draft } from './plan-builder.ts';

/** Whether a step waits, directly or through others, for that one. */
export function reaches(from: Draft, to: Draft): boolean {
  const seen = new Set<Draft>([from]);
  for (const draft of seen) {
    if (draft === to) return true;
    for (const earlier of draft.after) seen.add(earlier);
  }
  return false;
}
