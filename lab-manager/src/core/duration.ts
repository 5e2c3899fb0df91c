const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `90s`, `30m`, `2h`, `1d` to milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^([0-9]{1,6}) ?([smhd])$/.exec(text.trim());
  const unit = match?.[2] as keyof typeof units | undefined;
  return unit === undefined ? undefined : Number(match?.[1]) * units[unit];
}

/** Exact, in the largest unit that fits: what `parseDuration` reads back as the same. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0s';
  const unit = (['d', 'h', 'm', 's'] as const).find((it) => milliseconds % units[it] === 0) ?? 's';
  return `${milliseconds / units[unit]}${unit}`;
}
