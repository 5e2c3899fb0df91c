import type { EnvironmentName } from '../model/lab-file.ts';
import type { PartOnDisk } from './restore-parts.ts';

type Part = Pick<PartOnDisk, 'environment' | 'database'>;

/** Those whose glab has to answer on what is made: each that gets a folder, or its own database; no brick's alone. */
export const probedEnvironments = (parts: readonly Part[]): readonly EnvironmentName[] => [
  ...new Set(
    parts
      .filter(({ environment, database }) => database === undefined || database === `${environment}-db`)
      .map(({ environment }) => environment),
  ),
];
