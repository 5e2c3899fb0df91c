import { checkOfBackups } from './known-backups.ts';

/** A code that nobody has is worth nothing on the day the machine burns. */
export const recoveryCode = checkOfBackups(
  'recovery-code',
  'The recovery code of each repository was typed back once.',
  ({ repositories }) =>
    repositories
      .filter(({ made, codeConfirmed }) => made && !codeConfirmed)
      .map(({ name }) => ({
        severity: 'warning' as const,
        subject: name,
        message: `If this machine is lost, nobody can open the repository ${name}: its recovery code was not typed back yet.`,
        hint: `Print one with labctl backup repo key ${name}, keep it away from this machine, and type it back there.`,
      })),
);
