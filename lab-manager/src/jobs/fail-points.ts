import type { FailPoints } from '../core/ports.ts';

export const noFailPoints: FailPoints = { reach: () => undefined };

/**
 * From a setting such as `createContainer:prod-db.before` (`#3` behind it: the third time it is reached). `die` must not
 * come back.
 */
export function failPointsFrom(setting: string | undefined, die: () => void): FailPoints {
  const parsed = /^(.+?)(?:#(\d+))?$/.exec(setting ?? '');
  if (parsed === null) return noFailPoints;
  const [, wanted, nth = '1'] = parsed;
  let left = Number(nth);
  return {
    reach: (name) => {
      if (name !== wanted) return;
      left -= 1;
      if (left === 0) die();
    },
  };
}

/** Which points were met before, kept over deaths. */
export interface MetPoints {
  has(name: string): boolean;
  /** On disk before it returns. */
  add(name: string): void;
}

/** Dies once at every point there is, one after the other: started again and again, the manager gets a step further. */
export function failOnceAtEach(met: MetPoints, die: () => void): FailPoints {
  return {
    reach: (name) => {
      if (met.has(name)) return;
      met.add(name);
      die();
    },
  };
}
