import type { Counted } from '../../core/backup/counted-files.ts';
import { countDifference, speaksOfSnapshot, toBeProbed } from '../../core/backup/drill-judgement.ts';
import type { PartOnDisk } from '../../core/backup/restore-parts.ts';
import { counted } from '../../core/counted.ts';
import { spanWords } from '../../core/span-words.ts';
import type { DrillRecord, DumpedDatabase } from '../../core/model/backup.ts';
import type { Job } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { environmentNames } from '../../core/model/lab-file.ts';
import type { BackupMemory, BackupSources, Clock, Generations } from '../../core/ports.ts';
import { stepName } from '../../core/step-names.ts';
import { roundBytes } from '../../core/units.ts';
import type { DrillWork, RestoreMaking } from '../../jobs/restore-work.ts';
import { isDone } from '../../jobs/step-history.ts';
import type { DrilledSource } from './parts-source.ts';
import type { Repositories } from './repository-access.ts';

export interface DrillWorkOptions {
  making: RestoreMaking;
  source: DrilledSource;
  repositories: Repositories;
  sources: Pick<BackupSources, 'measure'>;
  generations: Generations;
  memory: BackupMemory;
  clock: Clock;
  chosen(job: Job, signal: AbortSignal): Promise<{ repository: string; snapshot: string }>;
}

/** A restore that takes nothing's place: what it makes lies beside what is in use, and goes. */
export function drillWork(options: DrillWorkOptions): DrillWork {
  const { making, source, repositories, sources, generations, memory, clock, chosen } = options;
  /** Of the drill that counted last; a manager that died counts anew. */
  let lastCounted: { job: string; counted: Counted } | undefined;

  const restored = async ({ id }: Job, part: PartOnDisk, signal: AbortSignal): Promise<Counted> => {
    const folder = await generations.partAt(part.environment, id, part.generation);
    const { files, bytes, unread } = await sources.measure(folder, signal);
    const [why] = unread;
    if (why !== undefined) throw differs(`not all of ${part.words} can be read: ${why}`);
    return { files, bytes };
  };

  const count = async (job: Job, signal: AbortSignal): Promise<Counted> => {
    const manifest = await source.manifest(job, signal);
    const all = { files: 0, bytes: 0 };
    for (const part of source.parts(job, manifest)) {
      if (part.database !== undefined) continue;
      const found = await restored(job, part, signal);
      const difference = countDifference(part.words, await source.held(job, part, signal), found);
      if (difference !== undefined) throw differs(difference);
      all.files += found.files;
      all.bytes += found.bytes;
    }
    lastCounted = { job: job.id, counted: all };
    return all;
  };

  /** Of what failed nobody counts again. */
  const countedOf = async (job: Job, isWell: boolean, signal: AbortSignal): Promise<Counted> => {
    if (lastCounted?.job === job.id) return lastCounted.counted;
    return isWell ? count(job, signal) : { files: 0, bytes: 0 };
  };

  /** Loaded, and found to be what the snapshot says; a snapshot that says nothing of itself has none. */
  const provedOf = async (job: Job, signal: AbortSignal): Promise<readonly DumpedDatabase[]> => {
    const isProved = ({ service }: DumpedDatabase): boolean =>
      isDone(job, stepName({ kind: 'prove', service }));
    if (!job.steps.some(({ act }) => act?.kind === 'prove')) return [];
    return (await source.manifest(job, signal)).databases.filter(isProved);
  };

  const recordOf = async (
    job: Job,
    failure: LabError | undefined,
    signal: AbortSignal,
  ): Promise<DrillRecord> => {
    const found = await chosen(job, signal);
    // What failed is told whatever else can't be read by now.
    const proved = await provedOf(job, signal).catch((error: unknown) => {
      if (failure === undefined) throw error;
      return [];
    });
    const inFolders = await countedOf(job, failure === undefined, signal);
    const tables = proved.flatMap(({ digest }) => digest.tables);
    const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
    return {
      ...found,
      startedAt: job.startedAt ?? job.createdAt,
      endedAt: clock.now(),
      failure: failure?.message,
      ...(failure !== undefined && !speaksOfSnapshot(failure.code) && { inconclusive: true }),
      tables: tables.length,
      rows: sum(tables.map(({ rows }) => rows)),
      files: inFolders.files,
      bytes: inFolders.bytes + sum(proved.map(({ digest }) => digest.bytes)),
    };
  };

  return {
    ...making,

    assertDrillable: ({ repository }) => void repositories.named(repository),

    async look(job, report, signal) {
      const { snapshot } = await chosen(job, signal);
      const probed = toBeProbed(await source.manifest(job, signal));
      report.progress(
        1,
        `the snapshot ${snapshot.slice(0, 8)}: glab has to answer in ${probed.join(' and ')}`,
      );
    },

    async count(job, report, signal) {
      const { files, bytes } = await count(job, signal);
      report.progress(1, `${counted(files, 'file')}, ${roundBytes(bytes)}: as the snapshot has them`);
    },

    async record(job, failure, report, signal) {
      const drill = await recordOf(job, failure, signal);
      const probed = failure === undefined ? toBeProbed(await source.manifest(job, signal)) : [];
      memory.addDrill(job.id, drill);
      if (failure !== undefined) return;
      const { snapshot, tables, rows, files, bytes, startedAt, endedAt } = drill;
      report.progress(
        1,
        `The snapshot ${snapshot.slice(0, 8)} was restored beside the lab in ${spanWords(endedAt - startedAt)}: ` +
          `${counted(tables, 'table')} with ${counted(rows, 'row')} and ${counted(files, 'file')}, ${roundBytes(bytes)}, all as they were, ` +
          `and glab answered in ${probed.join(' and ')}.`,
      );
    },

    async remove(job) {
      await making.clear(job);
      for (const environment of environmentNames) await generations.discard(environment, job.id);
    },
  };
}

const differs = (difference: string): LabError =>
  new LabError(
    'backup.differs',
    `The folders that were restored are not what the snapshot has: ${difference}.`,
    {
      hint: 'Verify the repository with labctl backup verify, and drill another snapshot.',
    },
  );
