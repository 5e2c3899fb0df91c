import * as z from 'zod';
import { parseDuration } from '../duration.ts';
import { parseBytes } from '../units.ts';
import { backupDeclaration } from './backup-declaration.ts';
import { declaredName, reservedNames } from './service-names.ts';

const MiB = 1024 ** 2;
const printable = /^[^\p{C}\p{Zl}\p{Zp}]+$/u;

/** What each field takes, in words: for messages, and for the schema that editors read. */
const words = {
  name: 'has to be 1 to 20 small letters and digits, a letter first, and not dev',
  memory: 'has to be an amount such as 512 MiB or 2 GiB',
  cpus: 'has to be a number of cores, 0.1 or more',
  pids: 'has to be a whole number of processes, 16 or more',
  title: 'has to be 1 to 60 characters that print',
  command: 'has to be a list of 1 to 32 texts: the program and its arguments, each of 1 to 1000 characters',
  port: 'has to be a whole number from 1024 to 65535',
  idle: 'has to be a time from 1m to 30d, such as 30m',
} as const;

/** Text in the file, a number here; the pattern is what an editor can check of it. */
const amount = (least: number, fallback: string) =>
  z
    .string({ error: words.memory })
    .regex(/^[0-9]{1,16}(\.[0-9]{1,3})? ?(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$/, words.memory)
    .refine((text) => (parseBytes(text) ?? 0) >= least, `has to be ${least / MiB} MiB or more`)
    .default(fallback)
    .describe('Memory it may take at most');

const shared = {
  name: z
    .string({ error: words.name })
    .regex(declaredName, words.name)
    .refine((name) => !reservedNames.includes(name), words.name)
    .describe('Unique within the brick; part of its host and its variables'),
  cpus: z.number({ error: words.cpus }).min(0.1, words.cpus).max(1024, words.cpus).default(1),
};
const pids = (fallback: number) =>
  z.int({ error: words.pids }).min(16, words.pids).max(65_536, words.pids).default(fallback);

const database = z.strictObject({
  ...shared,
  kind: z.literal('database').describe('A MariaDB of its own, for tasks and apps of this brick'),
  memory: amount(256 * MiB, '512 MiB'),
  pids: pids(256),
});

const argument = z.string({ error: words.command }).min(1, words.command).max(1000, words.command);
const app = z.strictObject({
  ...shared,
  kind: z.literal('app').describe('A program of the brick that serves pages, run when somebody opens them'),
  title: z
    .string({ error: words.title })
    .min(1, words.title)
    .max(60, words.title)
    .regex(printable, words.title)
    .optional()
    .describe('What people call it; the name where there is none'),
  command: z
    .array(
      argument.refine((text) => !text.includes('\0') && text.isWellFormed(), words.command),
      {
        error: words.command,
      },
    )
    .min(1, words.command)
    .max(32, words.command)
    .describe('Program and arguments, run in the folder of the brick; no shell reads them'),
  port: z
    .int({ error: words.port })
    .min(1024, words.port)
    .max(65_535, words.port)
    .default(8000)
    .describe('Where it serves http, on every address (0.0.0.0)'),
  memory: amount(64 * MiB, '512 MiB'),
  pids: pids(128),
  idle: z
    .string({ error: words.idle })
    .regex(/^[0-9]{1,6} ?[smhd]$/, words.idle)
    .refine((text) => {
      const time = parseDuration(text) ?? 0;
      return time >= 60_000 && time <= 30 * 86_400_000;
    }, words.idle)
    .default('30m')
    .describe('After how long without anybody it stops'),
});

export const declarations = { database, app } as const;
export const mostDeclared = 50;

/** Of the keys `services` and `backup` of a brick's settings.json, for editors; the others are Constellab's and not described here. */
export function servicesSchema(): unknown {
  const services = z
    .array(z.discriminatedUnion('kind', [database, app]))
    .max(mostDeclared)
    .describe('Services that the lab runs for this brick');
  const schema = z.toJSONSchema(
    z.looseObject({ services: services.optional(), backup: backupDeclaration.optional() }),
    { io: 'input' },
  );
  return { title: 'settings.json of a brick: what the lab reads of it', ...schema };
}
