import { join } from 'node:path';
import { restoreParts } from '../../core/backup/restore-parts.ts';
import type { JobParams } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { ExportReading, LabExports } from '../../core/ports.ts';
import { roundBytes } from '../../core/units.ts';
import type { StepReport } from '../../jobs/job-definition.ts';
import { exportPath } from './export-path.ts';
import type { PartsSource } from './parts-source.ts';

export interface ExportSourceOptions {
  exports: Pick<LabExports, 'front' | 'unpack'>;
  home: string;
}

const none = { folders: new Map(), databases: new Map(), labFile: undefined, secrets: undefined };

/**
 * Parts as an export has them. Its manifest is read anew each time: that costs some reads at the front and the end of the file.
 * What it says is true of the rest once `import-check.ts` has read that.
 */
export function exportSource({ exports, home }: ExportSourceOptions): PartsSource {
  return {
    manifest: async ({ params }) => (await exports.front(exportPath(home, params))).manifest.snapshot,

    parts: (job, manifest) => restoreParts(home, manifest, job.params.target),

    sizeInside: (_job, { words }) => Promise.reject(notByItself(words)),

    async folder(job, { generation }, target, report, signal) {
      const { path, owner, mode } = generation;
      const of = path.slice(home.length + 1);
      await exports.unpack(
        exportPath(home, job.params),
        { ...none, folders: new Map([[of, { path: target, owner, mode }]]) },
        told(report),
        signal,
      );
    },

    async dump(job, { service, file }, folder, report, signal) {
      const written = join(folder, file.split('/').at(-1) ?? service);
      await exports.unpack(
        exportPath(home, job.params),
        { ...none, databases: new Map([[service, written]]) },
        told(report),
        signal,
      );
      return written;
    },
  };
}

/** An import is of the whole lab: throws `backup.refused_path`, `request.invalid`. */
export const assertImportable =
  (home: string) =>
  (params: JobParams): void => {
    if (params.path !== undefined) throw notByItself(params.path);
    exportPath(home, params);
  };

const told =
  (report: StepReport) =>
  ({ bytes, of }: ExportReading): void =>
    report.progress(of === 0 ? undefined : bytes / of, `${roundBytes(bytes)} of ${roundBytes(of)} unpacked`);

const notByItself = (path: string): LabError =>
  new LabError(
    'backup.refused_path',
    `${path} can’t be imported by itself: an export is imported as a whole.`,
    {
      hint: 'Unpack it from the export by hand, and put it where it belongs: docs/restore-by-hand.md.',
    },
  );
