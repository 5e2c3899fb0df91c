import type { BrickData, BrickFolder, UnreadBricks } from '../model/brick.ts';
import type { DataClaim } from '../model/desired-state.ts';
import { readDeclarations } from './read-declarations.ts';

/**
 * What the bricks that are there say is theirs, whether or not anything of it runs now: data outlives a disabled
 * environment, a codelab that is switched off, a raised or lowered limit, and a declaration that is wrong for a while. Of two
 * bricks of one name both count, since which of them does is a matter of a switch. Where nobody can tell which bricks there
 * are, all data may be theirs.
 */
export const claimedData = (
  folders: readonly BrickFolder[],
  unread: readonly UnreadBricks[],
): readonly DataClaim[] => [
  ...folders.flatMap(ofBrick),
  ...unread.map(({ environment }) => ({ environment, brick: undefined, database: 'all' })),
];

function ofBrick({ environment, name: brick, settings, unreadable }: BrickFolder): DataClaim[] {
  const claim = (database: string): DataClaim => ({ environment, brick, database });
  if (settings === undefined || unreadable !== undefined) return [claim('all')];
  const { services, refused } = readDeclarations(settings);
  return [
    ...services.filter(({ kind }) => kind === 'database').map(({ name }) => claim(name)),
    ...refused.flatMap(({ keeps }) => (keeps === undefined ? [] : [claim(keeps)])),
  ];
}

export function isClaimed(
  { environment, name }: Pick<BrickData, 'environment' | 'name'>,
  claims: readonly DataClaim[],
): boolean {
  const [brick, database] = name.split('.');
  return claims.some(
    (it) =>
      it.environment === environment &&
      (it.brick === undefined || it.brick === brick) &&
      (it.database === 'all' || it.database === database),
  );
}
