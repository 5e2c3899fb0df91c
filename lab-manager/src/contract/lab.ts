import * as z from 'zod';
import { time } from './time.ts';

/** What anybody may know about a lab: the claim and sign-in pages need it. */
export const labReply = z
  .object({
    name: z.string(),
    domain: z.string(),
    version: z.string(),
    claimed: z.boolean(),
    hosts: z
      .object({ console: z.url(), prod: z.url(), dev: z.url().optional(), codelab: z.url().optional() })
      .describe('Where each host is reached, port included; dev and codelab where the lab has them'),
  })
  .meta({ id: 'Lab' });
export type LabReply = z.infer<typeof labReply>;

/** Of the hosts, those with a data lab: one per environment. */
export const dataLabHosts: readonly string[] = ['prod', 'dev'];

export const versionReply = z
  .object({
    version: z.string(),
    labId: z.string(),
    node: z.string(),
    engine: z.object({ version: z.string(), apiVersion: z.string() }).nullable(),
    startedAt: time,
  })
  .meta({ id: 'Version' });
export type VersionReply = z.infer<typeof versionReply>;

export const doctorReply = z
  .object({
    checks: z.array(
      z.object({
        id: z.string(),
        status: z.enum(['ok', 'warning', 'critical', 'unknown']),
        subject: z.string(),
        message: z.string(),
        hint: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Doctor' });
export type DoctorReply = z.infer<typeof doctorReply>;
