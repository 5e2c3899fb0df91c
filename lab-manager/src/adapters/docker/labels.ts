import { labels } from '../../core/names.ts';

/** Engines answer `null` where a thing has no labels at all. */
export const bearsLab = (
  found: Readonly<Record<string, string>> | null | undefined,
  labId: string,
): boolean => found?.[labels.lab] === labId;
