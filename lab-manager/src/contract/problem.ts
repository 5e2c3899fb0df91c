import * as z from 'zod';

/** RFC 9457 problem details, media type `application/problem+json`. */
export const problemReply = z
  .object({
    type: z.string().describe('`about:blank`, or a page about this kind of problem'),
    title: z.string().describe('What happened, one sentence'),
    status: z.int(),
    code: z.string().describe('Stable code for programs, e.g. `labfile.invalid`'),
    hint: z.string().optional().describe('The next thing to try'),
    requestId: z.string(),
    errors: z
      .array(
        z.object({
          path: z.string(),
          message: z.string(),
          line: z.int().optional(),
          suggestion: z.string().optional(),
        }),
      )
      .optional()
      .describe('Every single thing that is wrong with the input'),
    job: z.string().optional().describe('The job this is about, e.g. the one that is running'),
  })
  .meta({ id: 'Problem' });
export type ProblemReply = z.infer<typeof problemReply>;
