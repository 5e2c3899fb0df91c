import type { EnvironmentName } from '../../core/model/lab-file.ts';
import type { DrillRecord } from '../../core/model/backup.ts';
import type { Job } from '../../core/model/job.ts';
import type { BackupMemory, Clock, Generations } from '../../core/ports.ts';
import { spanWords } from '../../core/backup/span-words.ts';
import { roundBytes } from '../../core/units.ts';
import type { DrillWork, RestoreMaking } from '../../jobs/restore-work.ts';
import type { PartsSource } from './making.ts';
import type { Repositories } from './repository-access.ts';

export interface DrillWorkOptions {
  making: RestoreMaking;
  source: PartsSource;
  repositories: Repositories;
  generations: Generations;
  memory: BackupMemory;
  clock: Clock;
  chosen(job: Job, signal: AbortSignal): Promise<{ repository: string; snapshot: string }>;
}

/** A restore that takes nothing's place: what it makes lies beside what is in use, and goes. */
export function drillWork(options: DrillWorkOptions): DrillWork {
  const { making, source, repositories, generations, memory, clock, chosen } = options;
  const never = new AbortController().signal;
  const allEnvironments: readonly EnvironmentName[] = ['prod', 'dev'];

  const recordOf = async (job: Job, failure: string | undefined): Promise<DrillRecord> => {
    const { databases, folders } = await source.manifest(job, never);
    const tables = databases.flatMap(({ digest }) => digest.tables);
    const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
    return {
      ...(await chosen(job, never)),
      startedAt: job.startedAt ?? job.createdAt,
      endedAt: clock.now(),
      failure,
      tables: tables.length,
      rows: sum(tables.map(({ rows }) => rows)),
      files: sum(folders.map(({ files }) => files)),
      bytes: sum([...folders.map(({ bytes }) => bytes), ...databases.map(({ digest }) => digest.bytes)]),
    };
  };

  return {
    ...making,

    assertDrillable: ({ repository }) => void repositories.named(repository),

    async record(job, failure, report) {
      const drill = await recordOf(job, failure);
      memory.addDrill(job.id, drill);
      if (failure !== undefined) return;
      const { snapshot, tables, rows, bytes, startedAt, endedAt } = drill;
      report.progress(
        1,
        `The snapshot ${snapshot.slice(0, 8)} was restored beside the lab in ${spanWords(endedAt - startedAt)}: ` +
          `${tables} tables with ${rows} rows, ${roundBytes(bytes)}, all as they were, and glab answered.`,
      );
    },

    async remove(job) {
      await making.clear(job);
      for (const environment of allEnvironments) await generations.discard(environment, job.id);
    },
  };
}
