import { takeAnotherOrLeave } from '../../core/backup/another-to-take.ts';
import { digestDifference, sumRows, type DigestDifference } from '../../core/backup/digest-difference.ts';
import { leavesDatabases } from '../../core/backup/lacking.ts';
import { counted } from '../../core/counted.ts';
import type { Job } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { DatabaseDumps } from '../../core/ports.ts';
import { roundBytes } from '../../core/units.ts';
import { provedWords, saysNotMade } from '../../jobs/left-databases.ts';
import type { RestoreMaking } from '../../jobs/restore-work.ts';
import { RestoredParts, type RestoredPartsOptions } from './restored-parts.ts';
import { assertOldEnough, restorePreflight, type RestorePreflightOptions } from './restore-preflight.ts';
import { restoreProbe, type RestoreProbeOptions } from './restore-probe.ts';

type ProbeOptions = Omit<RestoreProbeOptions, 'parts'>;
type PreflightOptions = Omit<RestorePreflightOptions, 'parts' | 'probed'>;

export type RestoreMakingOptions = RestoredPartsOptions &
  ProbeOptions &
  PreflightOptions & { dumps: DatabaseDumps };

/** Makes parts in generations beside those in use, and proves them in containers of their own. */
export function restoreMaking(options: RestoreMakingOptions): RestoreMaking {
  const { source, dumps, scratch, version } = options;
  const parts = new RestoredParts(options);
  const probe = restoreProbe({ ...options, parts });
  const preflight = restorePreflight({ ...options, parts, probed: probe.probed });

  const databaseOf = async (job: Job, name: string) => {
    const part = await parts.named(job, name);
    const service = part.database ?? '';
    return { part, service, server: await parts.server(job, part, service) };
  };

  return {
    ...probe,

    parts: (job) => parts.all(job),

    preflight,

    async fetch(job, { name }, report, signal) {
      const part = await parts.named(job, name);
      if (part.database === undefined)
        return source.folder(job, part, await parts.empty(job, part), report, signal);
      const dumped = await parts.dumped(job, part.database);
      await source.dump(job, dumped, await parts.emptyDumps(job, part), report, signal);
    },

    async load(job, { name }, report, signal) {
      const { part, service, server } = await databaseOf(job, name);
      // One that a manager which died left has the folder open.
      await scratch.remove(server);
      await parts.empty(job, part);
      await parts.ensureSecret(service);
      const container = await scratch.start(part.environment, server, job.id, signal);
      const dumped = await parts.dumped(job, service);
      // Of one that was stopped nobody could tell before.
      const { serverVersion } = await dumps.estimate(container);
      assertOldEnough(await source.manifest(job, signal), service, { version, serverVersion });
      const whole = dumped.digest.bytes;
      const told = (bytes: number): void =>
        report.progress(
          whole === 0 ? undefined : bytes / whole,
          `${roundBytes(bytes)} of ${roundBytes(whole)} loaded`,
        );
      const file = await parts.dumpAt(job, part, dumped);
      await dumps.load(container, file, told, signal).catch(withWayOut(job));
    },

    async prove(job, { name }, report, signal) {
      const { part, service, server } = await databaseOf(job, name);
      const container = await scratch.ensure(part.environment, server, job.id, signal);
      const { digest } = await parts.dumped(job, service);
      const told = (bytes: number): void => report.progress(undefined, `${roundBytes(bytes)} read`);
      const found = await dumps.digest(container, told, signal).catch(withWayOut(job));
      const difference = digestDifference(digest, found);
      if (difference !== undefined && (difference.ofRows || !leavesDatabases(job.params)))
        throw differs(job, service, difference);
      const held = `${counted(found.tables.length, 'table')}, ${counted(sumRows(found), 'row')}`;
      report.progress(1, provedWords(job, held, difference?.words));
    },

    clear: () => scratch.removeAll(),
  };
}

const differs = (job: Job, service: string, { words, ofRows }: DigestDifference): LabError =>
  new LabError(
    'backup.differs',
    `The database ${service}, loaded anew, is not what was written out: ${words}.`,
    { hint: takeAnotherOrLeave(job, !ofRows) },
  );

/** Throws it with what to do in its hint, where it says that a database can't be made anew; what a drill has to do, it says itself. */
const withWayOut =
  (job: Job) =>
  (error: unknown): never => {
    if (job.kind === 'drill' || !saysNotMade(error)) throw error;
    const { code, message, details } = error;
    throw new LabError(code, message, {
      hint: takeAnotherOrLeave(job, false),
      cause: error,
      ...(details !== undefined && { details }),
    });
  };
