import * as z from 'zod';
import { waitForWork } from './jobs.ts';
import { serviceReply } from './status.ts';

export const devReply = z
  .object({
    url: z.url().describe('Where dev is reached'),
    services: z.array(serviceReply).describe('Those of the development environment'),
  })
  .meta({ id: 'Dev' });
export type DevReply = z.infer<typeof devReply>;

export const newDevJobRequest = z
  .object({ kind: z.enum(['start', 'stop']), waitForWork })
  .strict()
  .meta({ id: 'NewDevJobRequest' });

export const resetDevRequest = z
  .object({
    confirm: z.string().max(200).describe('The lab’s name, as a person typed it'),
    codelab: z
      .boolean()
      .default(false)
      .describe('Also the bricks’ source code in the codelab’s workspace, and what the editor keeps'),
    waitForWork,
    whenBusy: z.enum(['wait', 'refuse']).default('refuse'),
  })
  .strict()
  .meta({ id: 'ResetDevRequest' });
export type ResetDevRequest = z.infer<typeof resetDevRequest>;

export const reloadReply = z
  .object({
    bricks: z.array(
      z.object({
        name: z.string(),
        version: z.string(),
        status: z.enum(['loaded', 'error']),
        error: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Reload' });
export type ReloadReply = z.infer<typeof reloadReply>;

export const testBrickRequest = z
  .object({ brick: z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/, 'is not the name of a brick') })
  .strict()
  .meta({ id: 'TestBrickRequest' });

export const testBrickReply = z
  .object({
    passed: z.boolean(),
    exitCode: z
      .int()
      .describe(
        'Of pytest: 0 all passed, 1 some failed, 2 interrupted or not collected, 5 there are none; 66 there is no such brick, 69 the throw-away database does not answer, 71 they could not be run',
      ),
    output: z.string().describe('What pytest wrote; of much the beginning and the end, 256 KiB at most'),
  })
  .meta({ id: 'BrickTest' });
export type TestBrickReply = z.infer<typeof testBrickReply>;
