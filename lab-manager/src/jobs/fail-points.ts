/** Named places at which a test can make the manager die, as if the power had failed right there. */
export interface FailPoints {
  reach(name: string): void;
}

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
