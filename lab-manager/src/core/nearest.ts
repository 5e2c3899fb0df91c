import { distance } from 'fastest-levenshtein';

/** The one among `known` that was probably meant; undefined where none is near. */
export function nearest(text: string, known: readonly string[]): string | undefined {
  const typed = text.toLowerCase();
  const best = known
    .map((name) => ({ name, away: distance(typed, name.toLowerCase()) }))
    .reduce<{ name: string; away: number } | undefined>(
      (least, it) => (least === undefined || it.away < least.away ? it : least),
      undefined,
    );
  if (best === undefined) return undefined;
  return best.away <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined;
}
