import { dataId, leftoverData } from '../bricks/leftover-data.ts';
import { roundBytes } from '../units.ts';
import { checkOfLook } from './check.ts';

/** Offered for deletion, never deleted by the lab itself: the brick may come back. */
export const brickDataUnused = checkOfLook(
  'brick-data-unused',
  'No data of a brick lies about unused.',
  (look) =>
    leftoverData(look).map((data) => ({
      severity: 'info' as const,
      subject: dataId(data),
      message: `The data ${dataId(data)}${data.bytes === undefined ? '' : ` (${roundBytes(data.bytes)} on the disk)`} belongs to a database that no brick declares any more.`,
      hint: `Delete it with labctl brick remove-data ${dataId(data)}, or keep it for when the brick comes back.`,
    })),
);
