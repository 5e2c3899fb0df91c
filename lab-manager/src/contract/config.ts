import * as z from 'zod';
import { time } from './time.ts';
import { planReply } from './status.ts';

/** How the bytes of a lab file are read, wherever they come from (docs/decisions/0013). */
export { utf8Text } from '../core/utf8-text.ts';

const labFileText = z.string().max(262_144).describe('The lab file, YAML');

export const configVersion = z
  .object({ version: z.int(), author: z.string(), via: z.string(), acceptedAt: time })
  .meta({ id: 'LabFileVersion' });

export const configReply = configVersion
  .extend({ text: labFileText, effective: z.unknown().describe('With all defaults filled in') })
  .meta({ id: 'LabFile' });
export type ConfigReply = z.infer<typeof configReply>;

export const putConfigReply = configReply
  .extend({
    keptBeside: z
      .string()
      .nullable()
      .describe(
        'Where the lab.yaml with errors is kept that this took the place of; null where there was none',
      ),
  })
  .meta({ id: 'AcceptedLabFile' });
export type PutConfigReply = z.infer<typeof putConfigReply>;

export const checkConfigRequest = z
  .object({ text: labFileText })
  .strict()
  .meta({ id: 'CheckLabFileRequest' });

export const configChange = z.object({
  path: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  sentence: z.string(),
});

export const checkConfigReply = z
  .object({
    changes: z.array(configChange),
    plan: planReply,
    warnings: z
      .array(z.object({ message: z.string(), hint: z.string() }))
      .describe('What is allowed and probably not meant, such as limits beyond what the machine has'),
  })
  .meta({ id: 'CheckLabFile', description: 'What accepting it would change, and do' });
export type CheckConfigReply = z.infer<typeof checkConfigReply>;

export const putConfigRequest = z
  .object({
    text: labFileText,
    basedOn: z
      .int()
      .optional()
      .describe('The version this was edited from: refused when another was accepted since'),
  })
  .strict()
  .meta({ id: 'PutLabFileRequest' });

export const configVersionsReply = z
  .object({ items: z.array(configVersion), nextCursor: z.string().nullable() })
  .meta({ id: 'LabFileVersions' });
export type ConfigVersionsReply = z.infer<typeof configVersionsReply>;

export const configDiffReply = z
  .object({
    from: z.int(),
    to: z.int(),
    changes: z.array(configChange),
    unified: z.string().describe('Text diff'),
  })
  .meta({ id: 'LabFileDiff' });
export type ConfigDiffReply = z.infer<typeof configDiffReply>;
