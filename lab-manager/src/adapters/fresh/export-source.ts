import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ExportLimits, LabExports } from '../../core/ports.ts';
import type { LabSource } from './lay-down.ts';

/**
 * Checks all of an export first. `passphrase` undefined: what is sealed in it stays so, and the lab is one that nobody claimed.
 * Throws what `LabExports.check` throws.
 */
export async function exportSource(
  exports: LabExports,
  file: string,
  limits: ExportLimits,
  passphrase: string | undefined,
): Promise<LabSource> {
  const { manifest } = await exports.check(file, limits, () => undefined, { passphrase });
  return {
    manifest: manifest.snapshot,
    ask: { file: basename(file) },
    async put(folder) {
      const labFile = join(folder, 'lab.yaml');
      const secrets = passphrase === undefined ? undefined : { passphrase, into: join(folder, 'state') };
      await exports.unpack(
        file,
        { folders: new Map(), databases: new Map(), labFile, secrets },
        () => undefined,
      );
      return readFile(labFile, 'utf8');
    },
  };
}
