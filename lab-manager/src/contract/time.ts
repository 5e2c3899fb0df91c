import * as z from 'zod';

/** RFC 3339, UTC. */
export const time = z.iso
  .datetime()
  .meta({ id: 'Time', description: 'RFC 3339, UTC', example: '2026-11-21T09:30:00.000Z' });
