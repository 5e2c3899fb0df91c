import { readRestorePath } from '../../core/backup/restore-path.ts';
import { partOfName } from '../../core/backup/restore-parts.ts';
import type { Job, JobParams } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { environmentNames, type EnvironmentName, type LabFile } from '../../core/model/lab-file.ts';
import { environmentOf } from '../../core/names.ts';
import type { Clock, Generations, Store, WaitingRestore } from '../../core/ports.ts';
import type { PlannedStep } from '../../jobs/job-definition.ts';
import type { RestoredPart, RestoreMaking, RestoreWork, Waiting } from '../../jobs/restore-work.ts';

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
    confirmed: row.confirmedAt !== undefined,
    parts: row.parts.map((name) => partNamed(home, name)),
  });

  const generationOf = ({ name }: RestoredPart) => partNamed(home, name).generation;

  return {
    ...making,

    assertRestorable(params) {
      options.assertSource(params);
      if (params.target !== 'lab') options.assertTarget(params.target);
      for (const environment of environmentsIn(params, labFile()))
        if (!labFile().environments[environment].enabled)
          throw new LabError(
            'environment.unknown',
            `${environment} is not enabled, so nothing can be restored in it.`,
            {
              hint: `Enable it first: labctl enable ${environment}.`,
            },
          );
    },

    environments: ({ params }) => environmentsIn(params, labFile()),

    words: wordsOf,

    beforeStopping: (job, environments) =>
      options.beforeStopping(job, [
        ...environments,
        ...(environments.includes('dev') ? ['dev-codelab'] : []),
      ]),

    async remember(job, parts) {
      store.backups.addRestore({
        job: job.id,
        ...(await options.sourceOf(job)),
        words: wordsOf(job.params),
        environments: [...new Set(parts.map(({ environment }) => environment))],
        parts: parts.map(({ name }) => name),
        restoredAt: clock.now(),
      });
    },

    swap: (restore, part) => generations.swap(part.environment, restore, generationOf(part)),

    putBack: (restore, part) => generations.putBack(part.environment, restore, generationOf(part)),

    async discard(restore, environments) {
      for (const environment of environments) await generations.discard(environment, restore);
    },

    async forget(restore) {
      const row = rowOf(restore);
      if (row === undefined) return;
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
      const row = all[at];
      if (row === undefined) return [];
      return all
        .slice(0, at)
        .filter(({ environments }) => environments.some((name) => row.environments.includes(name)))
        .map(waitingOf);
    },

    confirm: async (restore) => store.backups.noteConfirmed(restore, clock.now()),

    forgetBefore: (restore, environment) => generations.forgetBefore(environment, restore),
  };
}

function wordsOf({ target, path }: JobParams): string {
  if (path !== undefined) return readRestorePath(path).path;
  if (target === 'lab') return 'everything';
  return environmentNames.some((name) => name === target) ? target : `the database ${target}`;
}

/** Throws as `readRestorePath`. */
function environmentsIn({ target, path }: JobParams, labFile: LabFile): readonly EnvironmentName[] {
  if (path !== undefined) return [readRestorePath(path).environment];
  if (target === 'lab') return environmentNames.filter((name) => labFile.environments[name].enabled);
  const one = environmentNames.find((name) => name === target) ?? environmentOf(target);
  return one === undefined ? [] : [one];
}

function partNamed(home: string, name: string) {
  const part = partOfName(home, name);
  if (part !== undefined) return part;
  throw new LabError('backup.swap_failed', `Nobody knows any more what ${name} was restored to.`, {
    hint: 'What was before lies aside, and is never deleted by itself: put it back by hand.',
  });
}
