import * as z from 'zod';

/** A brick as glab reports it. */
export const loadedBrick = z.object({
  name: z.string(),
  version: z.string(),
  status: z.enum(['loaded', 'error']),
  error: z.string().nullable(),
});
export type LoadedBrick = z.infer<typeof loadedBrick>;
