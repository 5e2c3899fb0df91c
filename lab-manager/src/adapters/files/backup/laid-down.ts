import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { restoredFile, restoreFile } from '../../../core/backup/fresh-machine.ts';
import { parsedJson } from '../../../core/json.ts';
import type { LaidDown } from '../../../core/ports.ts';
import { filesError, systemCode } from '../files-error.ts';

const asked = z.object({ after: z.string().optional() });
/** Sorts behind the id of every job. */
const behindAll = '~';

/** What the installer left in the state directory. */
export function laidDown(state: string): LaidDown {
  const path = join(state, restoreFile);
  return {
    awaited() {
      const text = textOf(path);
      if (text === undefined) return undefined;
      const read = asked.safeParse(parsedJson(text));
      // Nobody can tell what one that isn't readable waits for: so no job answers it.
      return { after: read.success ? read.data.after : behindAll };
    },

    settle() {
      try {
        renameSync(path, join(state, restoredFile));
      } catch (error) {
        if (systemCode(error) !== 'ENOENT') throw filesError('rename', path, error);
      }
    },
  };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw filesError('read', path, error);
  }
}
