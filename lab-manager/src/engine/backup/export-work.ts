import { dirname, join } from 'node:path';
import { bytesOf, rawBytesOf, warningsName } from '../../core/backup/export-layout.ts';
import { lackingName } from '../../core/backup/export-name.ts';
import { noRoomToExport } from '../../core/backup/kept-free.ts';
import { stagedState } from '../../core/backup/staged-files.ts';
import { labPaths } from '../../core/desired/paths.ts';
import type { DesiredService } from '../../core/model/desired-state.ts';
import type { ExportManifest } from '../../core/model/export.ts';
import type { Job, JobParams } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { BackupStaging, ExportRequest, LabExports, WrittenExport } from '../../core/ports.ts';
import { roundBytes } from '../../core/units.ts';
import type { ExportWork } from '../../jobs/export.ts';
import type { StepReport } from '../../jobs/job-definition.ts';
import type { Attempts } from './attempt.ts';
import { exportPath } from './export-path.ts';
import type { LabDisks } from './lab-disks.ts';
import type { Passphrases } from './passphrases.ts';

export interface ExportWorkOptions {
  exports: Pick<LabExports, 'write' | 'front' | 'discard'>;
  disks: Pick<LabDisks, 'during'>;
  attempts: Attempts;
  staging: Pick<BackupStaging, 'file'>;
  passphrases: Pick<Passphrases, 'of'>;
  home: string;
  labFileText(): string;
  services(): readonly DesiredService[];
}

/** Everything that was written out and lies in the lab's folders, as one file. */
export function exportWork(options: ExportWorkOptions): ExportWork {
  const { exports, disks, attempts, staging, passphrases, home, labFileText, services } = options;

  /** Accounts, history and what is set in the lab; passwords and keys; the certificate authority. */
  const sealed = async (passphrase: string | undefined): Promise<ExportRequest['secrets']> => {
    const { secrets, authority } = labPaths(home);
    return passphrase === undefined
      ? undefined
      : { passphrase, members: [await staging.file(stagedState), secrets, authority] };
  };

  /** It has its name only once all of it is on the disk: one of this very job was finished by a manager that died then. */
  const writtenBefore = async ({ id, params }: Job): Promise<Finished | undefined> => {
    for (const file of names(params)) {
      const front = await exports.front(exportPath(home, { file })).catch((error: unknown) => {
        if (error instanceof LabError) return undefined;
        throw error;
      });
      if (front?.manifest.snapshot.job === id) return { file, manifest: front.manifest };
    }
    return undefined;
  };

  return {
    assertExportable: (params) => void exportPath(home, params),

    isWritten: async (job) => (await writtenBefore(job)) !== undefined,

    assertWritable: (job) => void passphrases.of(job),

    async write(job, report, signal) {
      const before = await writtenBefore(job);
      if (before !== undefined)
        return told(job, before.file, before.manifest.snapshot.missing, asWritten(before.manifest), report);
      const { manifest } = attempts.of(job.id);
      if (manifest === undefined) throw new Error(`the job ${job.id} has not staged what it is to write`);
      const [whole = '', lackingOne = ''] = names(job.params);
      const file = manifest.missing.length === 0 ? whole : lackingOne;
      const target = exportPath(home, { file });
      const databases = await Promise.all(
        manifest.databases.map(async ({ service, file: dump }) => ({
          service,
          file: await staging.file(dump),
        })),
      );
      const request: ExportRequest = {
        target,
        snapshot: manifest,
        images: [...new Set(services().map(({ spec }) => spec.image))],
        labFile: labFileText(),
        databases,
        base: home,
        secrets: await sealed(passphrases.of(job)),
      };
      const folder = dirname(target);
      const written = await disks.during(
        { path: folder, refusal: (room) => noRoomToExport(folder, room) },
        signal,
        (watched) =>
          exports.write(
            request,
            ({ entry, rawBytes, bytes }) =>
              report.progress(
                undefined,
                `${entry}: ${roundBytes(rawBytes)} read, ${roundBytes(bytes)} written`,
              ),
            watched,
          ),
      );
      told(job, file, manifest.missing, written, report);
    },

    async discard({ params }) {
      for (const file of names(params)) await exports.discard(exportPath(home, { file }));
    },
  };
}

/** What it may be called: nobody has to open it to see what it is worth. */
const names = ({ file = '' }: JobParams): readonly string[] => [file, lackingName(file)];

interface Finished {
  file: string;
  manifest: ExportManifest;
}

/** What came of it: into the job's log, and into the step's last words. Throws `backup.incomplete`. */
function told(
  { params }: Job,
  file: string,
  missing: readonly string[],
  { rawBytes, bytes, warnings }: WrittenExport,
  report: StepReport,
): void {
  for (const warning of [...missing, ...warnings]) report.log(warning);
  if (missing.length > 0) throw lacking(file, missing);
  const what =
    `Exported ${roundBytes(rawBytes)} to ${join('backups/exports', file)}, which has ${roundBytes(bytes)}` +
    `${params.sealed === true ? '; accounts, passwords and keys are sealed in it' : ', without accounts, passwords and keys'}.`;
  report.progress(1, [what, ...changed(warnings)].join(' '));
}

/** As its manifest has it. */
const asWritten = ({ entries }: ExportManifest): WrittenExport => ({
  bytes: bytesOf(entries.flatMap(({ parts }) => parts)),
  rawBytes: rawBytesOf(entries),
  warnings: entries.some(({ kind }) => kind === 'warnings') ? [`They are told in its ${warningsName}.`] : [],
});

const changed = (warnings: readonly string[]): readonly string[] =>
  warnings.length === 0 ? [] : [`Not all is as it was when it began: ${warnings.join(' ')}`];

const lacking = (file: string, missing: readonly string[]): LabError =>
  new LabError(
    'backup.incomplete',
    `The export ${file} was written, and lacks something: ${missing.join(' ')}`,
    {
      hint: `See to that, and export again. What it does hold can be imported: labctl backup import ${file} --lacking.`,
    },
  );
