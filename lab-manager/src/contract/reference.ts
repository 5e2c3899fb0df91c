import * as z from 'zod';
import { time } from './time.ts';

const set = z.object({
  name: z.string(),
  version: z.string(),
  licence: z.string(),
  origin: z.string(),
});

export const referenceReply = z
  .object({
    wanted: set
      .extend({
        url: z.string(),
        sha256: z.string(),
        bytes: z.int(),
        builtBytes: z.int(),
        generation: z.string(),
        present: z.boolean().describe('Built and ready to be served'),
        readers: z.array(z.string()).describe('Environments that read it'),
      })
      .nullable()
      .describe('Null where nothing asks for a reference database'),
    needs: z.array(z.object({ environment: z.string(), brick: z.string() })),
    generations: z.array(
      z.object({
        id: z.string(),
        about: set.nullable().describe('Null: it is incomplete'),
        bytes: z.int(),
        builtAt: time.nullable(),
        wanted: z.boolean(),
        removable: z.boolean().describe('False while biota-db serves it, or may'),
      }),
    ),
  })
  .meta({ id: 'Reference' });
export type ReferenceReply = z.infer<typeof referenceReply>;
