import * as z from 'zod';

/** RFC 3339, UTC. */
export const time = z.iso
  .datetime()
  .meta({ id: 'Time', description: 'RFC 3339, UTC', example: '2026-11-21T09:30:00.000Z' });

/** How long something is, as people write it in the lab file and to labctl (docs/decisions/0013). */
export { parseDuration } from '../core/duration.ts';
