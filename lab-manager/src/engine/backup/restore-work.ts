import { assertEnabled } from '../../core/backup/assert-enabled.ts';
import { meantWords } from '../../core/backup/restore-words.ts';
import { partOfName } from '../../core/backup/restore-parts.ts';
import { undoneBefore } from '../../core/backup/undo-order.ts';
import type { Job, JobParams } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { environmentNames, type EnvironmentName, type LabFile } from '../../core/model/lab-file.ts';
import { workplacesIn } from '../../core/ondemand/endangered.ts';
import type { Clock, Generations, Store, WaitingRestore } from '../../core/ports.ts';
import type { PlannedStep } from '../../jobs/job-definition.ts';
import { butForLeft } from '../../jobs/left-databases.ts';
import { environmentsOf } from '../../jobs/restore-making.ts';
import type { NamedPart, RestoreMaking, RestoreWork, Waiting } from '../../jobs/restore-work.ts';

export interface RestoreWorkOptions {
  making: RestoreMaking;
  generations: Generations;
  store: Pick<Store, 'backups'>;
  clock: Clock;
  home: string;
  labFile(): LabFile;
  /** Throws `service.unknown`, `environment.unknown`. */
  assertTarget(target: string): void;
  /** What is restored from: throws where that can't be asked for. */
  assertSource(params: JobParams): void;
  /** Where it came from, to be remembered. */
  sourceOf(job: Job): Promise<{ snapshot: string; repository: string }>;
  beforeStopping(job: Job, workplaces: readonly string[]): Promise<readonly PlannedStep[]>;
}

/** A restore that is put in place, and what became of what was there. */
export function restoreWork(options: RestoreWorkOptions): RestoreWork {
  const { making, generations, store, clock, home, labFile } = options;

  const rowOf = (restore: string): WaitingRestore | undefined =>
    store.backups.restores().find(({ job }) => job === restore);

  const waitingOf = (row: WaitingRestore): Waiting => ({
    job: row.job,
    words: row.words,
    environments: row.environments,
    state: row.state,
    confirmed: row.confirmedAt !== undefined,
    parts: row.parts.map((name) => partNamed(home, name)),
  });

  const generationOf = ({ name }: Pick<NamedPart, 'name'>) => partNamed(home, name).generation;

  const generationsIn = (parts: readonly NamedPart[], environment: EnvironmentName) =>
    parts.filter((part) => part.environment === environment).map(generationOf);

  const partsOf = ({ parts }: Pick<WaitingRestore, 'parts'>, environment: EnvironmentName) =>
    generationsIn(
      parts.map((name) => partNamed(home, name)),
      environment,
    );

  const mountsOf = async (parts: readonly NamedPart[]): Promise<readonly string[]> => {
    const environments = environmentsOf(parts);
    const found = environments.map((it) => generations.mountsOf(it, generationsIn(parts, it)));
    return (await Promise.all(found)).flat();
  };

  /** What lies aside on one that is away looks as if nothing did. */
  const assertMounted = async (restore: string): Promise<void> => {
    for (const mount of rowOf(restore)?.mounts ?? [])
      if (!(await generations.isMounted(mount)))
        throw new LabError('backup.swap_failed', `No file system is mounted at ${mount} any more.`, {
          hint: 'What this restore put aside lies in it: mount it, and try again.',
        });
  };

  return {
    ...making,

    assertRestorable(params) {
      options.assertSource(params);
      assertEnabled(labFile(), params);
      if (params.target !== 'lab') options.assertTarget(params.target);
    },

    words: meantWords,

    beforeStopping: (job, environments) => options.beforeStopping(job, workplacesIn(environments)),

    async remember(job, parts) {
      store.backups.addRestore({
        job: job.id,
        ...(await options.sourceOf(job)),
        words: butForLeft(meantWords(job.params), job),
        environments: environmentsOf(parts),
        parts: parts.map(({ name }) => name),
        mounts: await mountsOf(parts),
        restoredAt: clock.now(),
      });
    },

    swap: (restore, part) => generations.swap(part.environment, restore, generationOf(part)),

    async putBack(restore, part) {
      await assertMounted(restore);
      await generations.putBack(part.environment, restore, generationOf(part));
    },

    async discard(restore) {
      // Of an environment that is switched off, too: what a snapshot holds doesn't depend on what is enabled now.
      for (const environment of environmentNames) await generations.discard(environment, restore);
    },

    note: async (restore, state) => store.backups.noteRestore(restore, state),

    async forget(restore) {
      const row = rowOf(restore);
      if (row === undefined) return;
      await assertMounted(restore);
      // What lies aside has to be found by whoever may still want it.
      for (const environment of row.environments)
        if ((await generations.asides(environment)).includes(restore))
          throw new LabError('backup.swap_failed', `What was in ${environment} before still lies aside.`, {
            hint: `See to it, then: labctl backup confirm ${restore}, or labctl backup undo ${restore}.`,
          });
      store.backups.settleRestore(restore);
    },

    waiting(restore) {
      const row = rowOf(restore);
      return row && waitingOf(row);
    },

    after(restore) {
      const all = store.backups.restores();
      const at = all.findIndex(({ job }) => job === restore);
      return undoneBefore(all, at).map(waitingOf);
    },

    async confirm(restore) {
      const row = rowOf(restore);
      // What was confirmed before can't be undone any more: whatever became of it since, it has to come to its end.
      if (row !== undefined && row.state !== 'undone' && row.confirmedAt === undefined) {
        await assertMounted(restore);
        for (const environment of row.environments)
          await generations.assertInPlace(environment, restore, partsOf(row, environment));
      }
      store.backups.noteConfirmed(restore, clock.now());
    },

    async forgetBefore(restore, environment) {
      await assertMounted(restore);
      const row = rowOf(restore);
      await generations.forgetBefore(
        environment,
        restore,
        row === undefined ? [] : partsOf(row, environment),
      );
    },
  };
}

function partNamed(home: string, name: string) {
  const part = partOfName(home, name);
  if (part !== undefined) return part;
  throw new LabError('backup.swap_failed', `Nobody knows any more what ${name} was restored to.`, {
    hint: 'What was before lies aside, and is never deleted by itself: put it back by hand.',
  });
}
