import { JobRunner } from '../jobs/job-runner.ts';
import type { BackupJobTools } from '../jobs/backup-tools.ts';
import { labJobs } from '../jobs/lab-jobs.ts';
import { AcceptedLabFile } from './accepted-lab-file.ts';
import { Activity, cameSince } from './activity.ts';
import { wireBackups, type JoinedBackups } from './backup/wire-backups.ts';
import { workInside } from './environment-work.ts';
import { Deferral } from './deferral.ts';
import type { IdleApps } from './idle-apps.ts';
import { heal } from './heal.ts';
import { labFileEdit } from './lab-file-edit.ts';
import { JobAges } from './job-ages.ts';
import type { LabOptions } from './lab-options.ts';
import { Loop } from './loop.ts';
import type { OnDemand } from './on-demand.ts';
import { Sight } from './sight.ts';
import { resetWork } from './reset-work.ts';
import { waitForWork, type WaitForWork } from './wait-for-work.ts';
import { wireOnDemand } from './wire-on-demand.ts';
import { labWork, type WorkOptions } from './work.ts';

/** What a lab consists of, put together once. */
export interface Parts {
  options: LabOptions;
  labFiles: AcceptedLabFile;
  sight: Sight;
  activity: Activity;
  ages: JobAges;
  waits: WaitForWork;
  deferral: Deferral;
  runner: JobRunner;
  /** Undefined where this manager was given no hands for them. */
  backups: JoinedBackups | undefined;
  onDemand: OnDemand;
  idleApps: IdleApps;
  loop: Loop;
}

/** Puts the rooms together; nothing runs yet. */
export function partsOf(options: LabOptions): Parts {
  const labFiles = new AcceptedLabFile(options.store, options.files, options.clock);
  const sight = new Sight(options, labFiles);
  const { engine, store, installation } = options;
  const inside = workInside({
    engine,
    memories: store.environments,
    labId: () => installation.labId,
  });
  const activity = new Activity(options.clock, store.environments);
  const ages = new JobAges(options.clock);
  const waits = waitForWork(inside, options.clock, ages, options.waitEveryMs);
  const deferral = new Deferral(inside, options.clock, sight.waiting);
  const hands = options.backups;
  const backups = hands && wireBackups({ options, hands, labFiles, sight, inside, waits });
  if (backups !== undefined) sight.backups = () => backups.known();
  const runner = runnerOf(
    options,
    labFiles,
    sight,
    { waits, deferral, came: cameSince(activity, ages) },
    backups?.tools,
  );
  return {
    options,
    labFiles,
    sight,
    activity,
    ages,
    waits,
    deferral,
    runner,
    backups: backups?.join(runner),
    ...wireOnDemand(options, labFiles, sight, { runner, inside, activity }),
    loop: loopOf(options, labFiles, sight, runner, deferral),
  };
}

function runnerOf(
  options: LabOptions,
  labFiles: AcceptedLabFile,
  sight: Sight,
  parts: Pick<WorkOptions, 'waits' | 'deferral' | 'came'>,
  backups: BackupJobTools | undefined,
): JobRunner {
  const { engine, files, store, clock, failPoints, installation, onEvent } = options;
  const work = labWork({
    eyes: sight.eyes,
    hands: { engine, files },
    clock,
    labFile: () => labFiles.heldTo().parsed,
    async notYetApplied() {
      await sight.takeLabFile();
      return labFiles.notYetApplied();
    },
    ...parts,
    toApply: () => labFiles.toApply().parsed,
    edit: labFileEdit({ labFiles, users: store.users, takeLabFile: () => sight.takeLabFile() }),
    health: () => sight.healthInput(sight.view.view),
    onLook: (seen) => sight.view.saw(seen),
  });
  return new JobRunner({
    journal: store.journal,
    clock,
    definitions: labJobs({
      work,
      backups,
      reset: resetWork(files, installation.home, store.backups),
      wishes: store.wishes,
      clock,
    }),
    onError: (error) => onEvent({ type: 'unexpected', error }),
    failPoints,
  });
}

function loopOf(
  options: LabOptions,
  labFiles: AcceptedLabFile,
  sight: Sight,
  runner: JobRunner,
  deferral: Deferral,
): Loop {
  const { clock, timing = {} } = options;
  return new Loop({
    clock,
    look: (signal) => sight.look(signal),
    onUnexpected: (error) => sight.failed(error),
    async doable(seen) {
      const plan = await deferral.doable(seen);
      sight.view.again();
      return plan;
    },
    busy: () => runner.busyWith() !== undefined,
    heal: (signal) => heal(runner, labFiles, signal),
    timing,
  });
}
