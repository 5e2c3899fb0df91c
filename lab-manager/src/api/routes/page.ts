import { LabError } from '../../core/model/lab-error.ts';

/** From one more than asked for: a cursor only where there is more. */
export function pageAfter<T>(
  found: readonly T[],
  limit: number,
  cursorOf: (item: T) => string,
): { items: T[]; nextCursor: string | null } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last !== undefined ? cursorOf(last) : null };
}

/** A cursor that is a sequence number. */
export function positionOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new LabError('request.invalid', 'The cursor is not one of this list.', {
    hint: 'Take it from `nextCursor` of the page before.',
    details: [{ path: 'cursor', message: 'is not one of this list' }],
  });
}
