const factors = {
  B: 1,
  kB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  TB: 1000 ** 4,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
} as const;
type Unit = keyof typeof factors;

export const units = Object.keys(factors) as readonly Unit[];

/** `2 GiB`, `512MB`, `1.5 GiB` to bytes; undefined for anything else. */
export function parseBytes(text: string): number | undefined {
  const match = /^([0-9]{1,16}(?:\.[0-9]{1,3})?) ?([A-Za-z]{1,3})$/.exec(text.trim());
  const unit = units.find((it) => it === match?.[2]);
  const bytes = match === null || unit === undefined ? NaN : Math.round(Number(match[1]) * factors[unit]);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Exact, in the unit that takes the smallest number: what `parseBytes` reads back as the same. */
export function formatBytes(bytes: number): string {
  const exact = units.filter((unit) => bytes % factors[unit] === 0);
  const unit = exact.reduce<Unit>((best, it) => (factors[it] > factors[best] ? it : best), 'B');
  return bytes === 0 ? '0 B' : `${bytes / factors[unit]} ${unit}`;
}

/** Rounded, for sentences. */
export function roundBytes(bytes: number): string {
  const binary = ['TiB', 'GiB', 'MiB', 'KiB'] as const;
  const unit = binary.find((it) => bytes >= factors[it]) ?? 'B';
  return `${Number((bytes / factors[unit]).toFixed(1))} ${unit}`;
}
