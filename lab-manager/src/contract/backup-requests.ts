import * as z from 'zod';
import type { rotationParts } from '../core/backup/rotation.ts';
import type { credentialVariables as variablesOfCore } from '../core/model/backup.ts';
import { waitForWork } from './jobs.ts';

const whenBusy = z.enum(['wait', 'refuse']).default('refuse');
const repository = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'has to be the name of a repository')
  .optional();
const snapshot = z.string().regex(/^[0-9a-f]{8,64}$/, 'has to be at least eight digits of a snapshot’s id');

/** Absolute within a snapshot, where `/` is the data root. */
export const snapshotPath = z
  .string()
  .max(4096)
  .regex(/^\/[^\0]*$/, 'has to begin with /');

/** No line breaks: they become variables of a child, or lines of a file of one line. */
const oneLine = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'has to be one line');

/** Held to core's by its type, as is what follows: the contract takes no values of core. */
export const credentialVariables: typeof variablesOfCore = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'RESTIC_REST_USERNAME',
  'RESTIC_REST_PASSWORD',
];
export type CredentialVariable = (typeof credentialVariables)[number];

const credentials = z
  .object({
    variables: z.partialRecord(z.enum(credentialVariables), oneLine(4096)).optional(),
    ssh: z
      .object({
        privateKey: z.string().min(1).max(32_768).describe('Without a passphrase'),
        knownHosts: z.string().min(1).max(65_536).describe('The lines of known_hosts that name the host'),
      })
      .strict()
      .optional(),
  })
  .strict()
  .optional()
  .describe('Kept, and never told again');

const password = oneLine(1024)
  .optional()
  .describe('Of a repository that is there already: its recovery code, or its own password');

export const addRepositoryRequest = z
  .object({ credentials, password })
  .strict()
  .meta({ id: 'AddRepositoryRequest' });
export type AddRepositoryRequest = z.infer<typeof addRepositoryRequest>;

export const testRepositoryRequest = z
  .object({
    location: z.string().min(1).max(1000).optional().describe('Another place than the lab file’s'),
    credentials,
    password,
  })
  .strict()
  .meta({ id: 'TestRepositoryRequest' });

export const confirmCodeRequest = z
  .object({ code: z.string().min(1).max(200).describe('As somebody typed it from paper') })
  .strict()
  .meta({ id: 'ConfirmRecoveryCodeRequest' });

export const backupRequest = z
  .object({
    clockIsRight: z
      .boolean()
      .default(false)
      .describe(
        'This machine’s clock is right, however far the newest snapshot is from it; snapshots of a time that is yet to come now are no reason to doubt it again',
      ),
    disksAreRight: z
      .boolean()
      .default(false)
      .describe(
        'Disks that were mounted in the lab’s folders before and are not now are gone for good, and so is what databases held',
      ),
    otherIsGone: z
      .boolean()
      .default(false)
      .describe(
        'No other machine writes snapshots of this lab any more: those that one made until now are thinned out with the lab’s own',
      ),
    whenBusy,
  })
  .strict()
  .meta({ id: 'BackupRequest' });

/** All data of a repository consists of so many parts. */
export const allParts: typeof rotationParts = 28;

export const verifyRequest = z
  .object({
    repository: repository.describe('Left out: each'),
    parts: z
      .array(z.int().min(1).max(allParts))
      .min(1)
      .max(allParts)
      .optional()
      .describe(`Which of the ${allParts} parts of all data are read; left out: all`),
    whenBusy,
  })
  .strict()
  .meta({ id: 'VerifyRequest' });

export const drillRequest = z
  .object({
    repository: repository.describe('Left out: the first'),
    snapshot: snapshot.optional().describe('Left out: the newest good one'),
    whenBusy,
  })
  .strict()
  .meta({ id: 'DrillRequest' });

/** What is restored, from where. */
const meant = {
  repository: repository.describe('Left out: the first'),
  snapshot,
  target: z.string().min(1).max(100).default('lab').describe('`lab`, an environment, or a database'),
  path: snapshotPath
    .optional()
    .describe('One file or folder of an environment instead, as it is called in the snapshot'),
};

export const restorePlanRequest = z.object(meant).strict().meta({ id: 'RestorePlanRequest' });

const lacking = z
  .boolean()
  .default(false)
  .describe(
    'Restore what it has, although it lacks something of what is meant, or a database of it can’t be made anew; the rest stays as it is now',
  );

const confirm = z.string().max(200).describe('The lab’s name, typed by a person');

export const repairRequest = z
  .object({ repository: repository.describe('Left out: the first'), confirm, whenBusy })
  .strict()
  .meta({ id: 'RepairRequest' });

export const restoreRequest = z
  .object({ ...meant, lacking, confirm, waitForWork, whenBusy })
  .strict()
  .meta({ id: 'RestoreRequest' });

export const undoRestoreRequest = z
  .object({ confirm, waitForWork, whenBusy })
  .strict()
  .meta({ id: 'UndoRestoreRequest' });

export const confirmRestoreRequest = z.object({ whenBusy }).strict().meta({ id: 'ConfirmRestoreRequest' });

/** Never a path: exports lie in one folder of the data root. */
const file = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,190}\.tar$/,
    'has to be the name of a file: letters, digits, dots and dashes, with .tar at the end',
  );

/** Characters: of a shorter one every possible one could be tried on what it seals. */
export const fewestOfPassphrase = 12;

export const exportRequest = z
  .object({
    file: file.optional().describe('Left out: named after the lab and the time'),
    passphrase: oneLine(1024)
      .refine(
        (text) => text.length >= fewestOfPassphrase,
        `has to be at least ${fewestOfPassphrase} characters`,
      )
      .optional()
      .describe(
        'Seals accounts, passwords and keys, and is kept nowhere; left out: these are not in the export',
      ),
    whenBusy,
  })
  .strict()
  .meta({ id: 'ExportRequest' });

export const importRequest = z
  .object({
    file,
    confirm,
    passphrase: oneLine(1024)
      .optional()
      .describe('Tried on what is sealed in it; left out: that stays sealed'),
    lacking,
    waitForWork,
    whenBusy,
  })
  .strict()
  .meta({ id: 'ImportRequest' });
