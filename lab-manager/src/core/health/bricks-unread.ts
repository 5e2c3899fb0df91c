import type { UnreadBricks } from '../model/brick.ts';
import { checkOfLook } from './check.ts';

/** What nobody knows may be there: so it is with every folder that is not read as a whole. */
const spared =
  'until then no container of a brick that seems to be gone is removed, and none of their data can be deleted';

const hints: Record<UnreadBricks['known'], string> = {
  none: `See to the disk and the folder; ${spared}. What runs for its bricks goes on, but their apps can’t be opened.`,
  before: `See to the disk and the folder; ${spared}. What its bricks declared when they were last read counts.`,
  first: `Move what is no brick out of it; ${spared}. Only the bricks that come first by their names count.`,
};

export const bricksUnread = checkOfLook(
  'bricks-unread',
  'The folders of the bricks can be read.',
  ({ desired }) =>
    desired.unreadBricks.map(({ environment, place, why, known }) => ({
      severity: 'warning' as const,
      subject: environment,
      message: `The ${place === 'workspace' ? 'bricks under development' : 'installed bricks'} of ${environment} can’t ${known === 'first' ? 'all ' : ''}be read: ${why}.`,
      hint: hints[known],
    })),
);
