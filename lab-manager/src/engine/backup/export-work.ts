import { join } from 'node:path';
import { restoreParts } from '../../core/backup/restore-parts.ts';
import { labPaths } from '../../core/desired/paths.ts';
import type { DesiredService } from '../../core/model/desired-state.ts';
import type { Job, JobParams } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { BackupStaging, CheckedExport, LabExports, LabFiles } from '../../core/ports.ts';
import { roundBytes } from '../../core/units.ts';
import type { ExportWork } from '../../jobs/export.ts';
import type { Attempts } from './attempt.ts';
import type { PartsSource } from './making.ts';

export interface ExportWorkOptions {
  exports: LabExports;
  attempts: Attempts;
  staging: BackupStaging;
  files: Pick<LabFiles, 'diskSpace'>;
  home: string;
  labFileText(): string;
  services(): readonly DesiredService[];
}

/** A file of the lab's folder of exports, and nothing else. */
const fileName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,190}\.tar$/;

const exportsFolder = (home: string): string => join(labPaths(home).backups, 'exports');

/** Throws `request.invalid` for what is no name of one. */
function pathOf(home: string, { file = '' }: Pick<JobParams, 'file'>): string {
  if (fileName.test(file)) return join(exportsFolder(home), file);
  throw new LabError('request.invalid', 'That is not the name of an export.', {
    hint: 'Letters, digits, dots, dashes and underscores, with .tar at the end; it lies in backups/exports of the data root.',
    details: [{ path: 'file', message: 'has to be a file name that ends with .tar' }],
  });
}

/** Everything that was written out and lies in the lab's folders, as one file. */
export function exportWork(options: ExportWorkOptions): ExportWork {
  const { exports, attempts, staging, home, labFileText, services } = options;
  return {
    assertExportable: (params) => void pathOf(home, params),

    async write(job, report, signal) {
      const { manifest } = attempts.of(job.id);
      if (manifest === undefined) throw new Error(`the job ${job.id} has not staged what it is to write`);
      const databases = await Promise.all(
        manifest.databases.map(async ({ service, file }) => ({ service, file: await staging.file(file) })),
      );
      const written = await exports.write(
        {
          target: pathOf(home, job.params),
          snapshot: manifest,
          images: [...new Set(services().map(({ spec }) => spec.image))],
          labFile: labFileText(),
          databases,
          base: home,
          secrets: undefined,
        },
        ({ entry, rawBytes, bytes }) =>
          report.progress(undefined, `${entry}: ${roundBytes(rawBytes)} read, ${roundBytes(bytes)} written`),
        signal,
      );
      const warnings = [...manifest.missing, ...written.warnings];
      for (const warning of warnings) report.log(warning);
      const what = `Exported ${roundBytes(written.rawBytes)} to ${job.params.file ?? ''}, which has ${roundBytes(written.bytes)}.`;
      report.progress(
        1,
        warnings.length === 0 ? what : `${what} Not all is as it should be: ${warnings.join(' ')}`,
      );
    },
  };
}

const notByItself = (path: string): LabError =>
  new LabError(
    'backup.refused_path',
    `${path} can’t be imported by itself: an environment or a database can.`,
    {
      hint: 'Unpack it from the export by hand, and put it where it belongs: docs/restore-by-hand.md.',
    },
  );

/** Parts as an export has them: all of it is checked before anything of it is used. */
export function exportSource({
  exports,
  home,
  files,
}: Pick<ExportWorkOptions, 'exports' | 'home' | 'files'>): PartsSource {
  const checked = new Map<string, CheckedExport>();
  const check = async (job: Job, signal: AbortSignal): Promise<CheckedExport> => {
    const known = checked.get(job.id);
    if (known !== undefined) return known;
    const { freeBytes, freeInodes } = await files.diskSpace(home);
    const found = await exports.check(
      pathOf(home, job.params),
      { rawBytes: freeBytes, entries: freeInodes },
      () => undefined,
      { signal },
    );
    checked.set(job.id, found);
    return found;
  };
  const none = { folders: new Map(), databases: new Map(), labFile: undefined, secrets: undefined };
  return {
    manifest: async (job, signal) => (await check(job, signal)).manifest.snapshot,

    parts: (job, manifest) => restoreParts(home, manifest, job.params.target),

    sizeInside: (_job, { words }) => Promise.reject(notByItself(words)),

    async folder(job, { generation }, target, report, signal) {
      const { path, owner, mode } = generation;
      const of = path.slice(home.length + 1);
      await exports.unpack(
        pathOf(home, job.params),
        { ...none, folders: new Map([[of, { path: target, owner, mode }]]) },
        ({ rawBytes }) => report.progress(undefined, `${roundBytes(rawBytes)} unpacked`),
        signal,
      );
    },

    async dump(job, { service, file }, folder, report, signal) {
      const written = join(folder, file.split('/').at(-1) ?? service);
      await exports.unpack(
        pathOf(home, job.params),
        { ...none, databases: new Map([[service, written]]) },
        ({ rawBytes }) => report.progress(undefined, `${roundBytes(rawBytes)} unpacked`),
        signal,
      );
      return written;
    },
  };
}

export const exportNamed =
  (home: string) =>
  (params: JobParams): void => {
    if (params.path !== undefined) throw notByItself(params.path);
    pathOf(home, params);
  };
