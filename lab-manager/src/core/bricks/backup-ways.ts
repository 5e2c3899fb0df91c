import type { BrickFolder } from '../model/brick.ts';
import type { EnvironmentName } from '../model/lab-file.ts';
import { shown } from '../shown.ts';
import { readBackupDeclaration, type DeclaredBackup } from './backup-declaration.ts';

/** What a brick asks for while its files are read for a snapshot. */
export interface BrickBackup extends DeclaredBackup {
  environment: EnvironmentName;
  brick: string;
}

export interface BrickBackups {
  asked: readonly BrickBackup[];
  /** What can't be understood, a sentence each: nobody knows then whether the files fit together. */
  refused: readonly string[];
}

/** Of each brick's settings.json; of two of one name the one in the workspace counts. */
export function brickBackups(folders: readonly BrickFolder[]): BrickBackups {
  const counted = folders.filter(
    (one) => !folders.some((other) => other !== one && isSame(one, other) && other.place === 'workspace'),
  );
  const read = counted.map(({ environment, name: brick, settings }) => ({
    ...{ environment, brick },
    ...readBackupDeclaration(settings ?? ''),
  }));
  return {
    asked: read.flatMap(({ environment, brick, backup }) =>
      backup === undefined ? [] : [{ environment, brick, ...backup }],
    ),
    refused: read.flatMap(({ environment, brick, refused }) =>
      refused.map(
        ({ field, message }) =>
          `What the brick ${shown(brick)} in ${environment} asks for during backups can’t be understood: ${field} ${message}.`,
      ),
    ),
  };
}

const isSame = (one: BrickFolder, other: BrickFolder): boolean =>
  one.environment === other.environment && one.name === other.name;
