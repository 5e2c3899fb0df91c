/** RFC 3339, UTC. */
export function time(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

export function timeOrNull(epochMs: number | undefined): string | null {
  return epochMs === undefined ? null : time(epochMs);
}
