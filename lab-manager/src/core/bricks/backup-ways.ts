import * as z from 'zod';
import { parsedJson } from '../json.ts';
import type { BrickFolder } from '../model/brick.ts';
import type { EnvironmentName } from '../model/lab-file.ts';

/** What a brick asks for while its files are read for a snapshot. */
export interface BrickBackup {
  environment: EnvironmentName;
  brick: string;
  /** Of its apps; what runs in glab goes on. */
  mode: 'hot' | 'pause' | 'stop';
  /** Programs with arguments, run in its environment's glab, in its folder. */
  freeze: readonly string[] | undefined;
  thaw: readonly string[] | undefined;
  /** How long each may take. */
  seconds: number;
}

export interface BrickBackups {
  asked: readonly BrickBackup[];
  /** What can't be understood, a sentence each: nobody knows then whether the files fit together. */
  refused: readonly string[];
}

const command = z.array(z.string().min(1).max(1000)).min(1).max(32);
const declared = z
  .strictObject({
    mode: z.enum(['hot', 'pause', 'stop']).default('hot'),
    freeze: command.optional(),
    thaw: command.optional(),
    seconds: z.int().min(1).max(600).default(60),
  })
  .refine(({ freeze, thaw }) => (freeze === undefined) === (thaw === undefined), {
    error: 'has freeze without thaw, or thaw without freeze',
  });

/** Of the key `backup` of each brick's settings.json; of two of one name the one in the workspace counts. */
export function brickBackups(folders: readonly BrickFolder[]): BrickBackups {
  const counted = folders.filter(
    (one) => !folders.some((other) => other !== one && isSame(one, other) && other.place === 'workspace'),
  );
  const asked: BrickBackup[] = [];
  const refused: string[] = [];
  for (const { environment, name, settings } of counted) {
    const written = settings === undefined ? undefined : z.looseObject({ backup: z.unknown() }).safeParse(parsedJson(settings)).data?.backup;
    if (written === undefined) continue;
    const read = declared.safeParse(written);
    if (!read.success) refused.push(`What the brick ${name} in ${environment} asks for during backups can’t be understood: ${objection(read.error)}.`);
    else asked.push({ environment, brick: name, freeze: undefined, thaw: undefined, ...read.data });
  }
  return { asked, refused };
}

const isSame = (one: BrickFolder, other: BrickFolder): boolean =>
  one.environment === other.environment && one.name === other.name;

function objection(error: z.ZodError): string {
  const [first] = error.issues;
  const path = ['backup', ...(first?.path ?? [])].join('.');
  return `${path} ${first?.message ?? 'is wrong'}`;
}
