import type { EnvironmentWork } from '../model/work.ts';

/** A glab that says nothing for so long, or that knows no such question, keeps nothing from being done. */
export const mostSilentMs = 120_000;

export interface Heard {
  /** Undefined where nobody can tell. */
  work: EnvironmentWork | undefined;
  /** Milliseconds since it was first asked in vain; 0 where it answers. */
  silentMs: number;
  unhealthy: boolean;
}

/** Whether what would end an environment's work, and was not asked for, waits. */
export function waitsForWork({ work, silentMs, unhealthy }: Heard): boolean {
  if (work !== undefined) return work.running > 0;
  // What is unhealthy and silent is to be put right: its silence is a part of it.
  return !unhealthy && silentMs < mostSilentMs;
}
