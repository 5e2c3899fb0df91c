import { join } from 'node:path';
import type { ExportLimits, LabExports, LabFiles } from '../../core/ports.ts';
import { writtenFolders } from '../../core/backup/backup-sources.ts';
import { assertWhole } from '../../core/backup/lacking.ts';
import { roundBytes } from '../../core/units.ts';
import type { ImportCheck } from '../../jobs/import.ts';
import { exportPath } from './export-path.ts';
import type { Passphrases } from './passphrases.ts';

export interface ImportCheckOptions {
  exports: Pick<LabExports, 'front' | 'check'>;
  files: Pick<LabFiles, 'diskSpace'>;
  passphrases: Pick<Passphrases, 'of'>;
  home: string;
}

/** Reads all of an export before anything of it is used. */
export function importCheck({ exports, files, passphrases, home }: ImportCheckOptions): ImportCheck {
  return async ({ id, params }, report, signal) => {
    const path = exportPath(home, params);
    const passphrase = passphrases.of({ id, params });
    const { manifest, sealed } = await exports.front(path);
    assertWhole(manifest.snapshot, params);
    const found = await exports.check(
      path,
      await roomFor(home, files),
      ({ entry, bytes, of }) =>
        report.progress(
          of === 0 ? undefined : bytes / of,
          `${entry}: ${roundBytes(bytes)} of ${roundBytes(of)} read`,
        ),
      { passphrase, signal },
    );
    report.progress(
      1,
      [`It is whole: ${roundBytes(found.rawBytes)}.`, ...sealWords(sealed, passphrase)].join(' '),
    );
  };
}

/** On all disks that hold parts of the lab together; which part goes where is looked at before any is written. */
async function roomFor(home: string, files: Pick<LabFiles, 'diskSpace'>): Promise<ExportLimits> {
  const disks = await Promise.all(writtenFolders.map((path) => files.diskSpace(join(home, path))));
  const each = [...new Map(disks.map((disk) => [disk.device, disk])).values()];
  return {
    rawBytes: each.reduce((sum, { freeBytes }) => sum + freeBytes, 0),
    entries: each.reduce((sum, { freeInodes }) => sum + freeInodes, 0),
  };
}

function sealWords(sealed: boolean, passphrase: string | undefined): readonly string[] {
  if (!sealed) return passphrase === undefined ? [] : ['Nothing is sealed in it.'];
  if (passphrase === undefined) return ['What is sealed in it was not opened.'];
  return ['The passphrase opens what is sealed in it; this lab keeps its own accounts, passwords and keys.'];
}
