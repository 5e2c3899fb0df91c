import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { assertWhole } from '../../core/backup/lacking.ts';
import type { ExportLimits, LabExports } from '../../core/ports.ts';
import type { LabSource } from './lay-down.ts';

export interface LabFromExportOptions {
  limits: ExportLimits;
  /** Undefined: what is sealed in it stays so, and the lab is one that nobody claimed. */
  passphrase: string | undefined;
  /** Whether a person said that it may lack something. */
  lacking: boolean;
}

/** Checks all of an export first. Throws what `LabExports.check` throws, and `backup.not_good` for one that lacks something. */
export async function labFromExport(
  exports: LabExports,
  file: string,
  { limits, passphrase, lacking }: LabFromExportOptions,
): Promise<LabSource> {
  const { manifest: front } = await exports.front(file);
  assertWhole(front.snapshot, { target: 'lab', lacking });
  const { manifest } = await exports.check(file, limits, () => undefined, { passphrase });
  return {
    manifest: manifest.snapshot,
    ask: { file: basename(file) },
    listed: [manifest.snapshot],
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
