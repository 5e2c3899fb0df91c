import { databaseOf, keptDatabases, undeclaredDatabase } from '../../core/desired/undeclared-database.ts';
import { isOfBackups } from '../../core/health/backup-checks.ts';
import type { KnownBackups } from '../../core/health/known-backups.ts';
import { finalJobStates } from '../../core/model/job.ts';
import type { DesiredService } from '../../core/model/desired-state.ts';
import type { LabFile } from '../../core/model/lab-file.ts';
import { targetsOf } from '../../core/targets.ts';
import type { BackupJobTools } from '../../jobs/backup-tools.ts';
import type { JobRunner } from '../../jobs/job-runner.ts';
import type { AcceptedLabFile } from '../accepted-lab-file.ts';
import type { Backups } from '../backups.ts';
import type { WorkInside } from '../environment-work.ts';
import type { LabOptions } from '../lab-options.ts';
import { desiredNow } from '../look.ts';
import type { Sight } from '../sight.ts';
import { unknownService } from '../unknown-service.ts';
import type { WaitForWork } from '../wait-for-work.ts';
import { Attempts } from './attempt.ts';
import type { BackupHands } from './backup-hands.ts';
import { drillWork } from './drill-work.ts';
import { assertImportable, exportSource } from './export-source.ts';
import { exportWork } from './export-work.ts';
import { faultyNow } from './faulty-now.ts';
import { FreshLab } from './fresh-lab.ts';
import { goneBrick } from './gone-brick.ts';
import { importCheck } from './import-check.ts';
import { keepLooking } from './keep-looking.ts';
import { Keys } from './keys.ts';
import { LabDatabases } from './lab-databases.ts';
import { LabDisks } from './lab-disks.ts';
import { LabFolders } from './lab-folders.ts';
import { Listings } from './listings.ts';
import { Manifests } from './manifests.ts';
import { mountsInside } from './mounts-inside.ts';
import { NightWatch } from './night-watch.ts';
import type { PartsSource } from './parts-source.ts';
import { Passphrases } from './passphrases.ts';
import { Quieting } from './quieting.ts';
import { readingWork } from './reading-work.ts';
import { RecoveryCodes } from './recovery-codes.ts';
import { Repositories } from './repository-access.ts';
import { RepositoryLooks } from './repository-looks.ts';
import { RoomAgain } from './room-again.ts';
import { RoomForTheLab } from './room-for-the-lab.ts';
import { repairWork } from './repair-work.ts';
import { restoreMaking } from './restore-making.ts';
import { restoreWork } from './restore-work.ts';
import { ScratchHands } from './scratch-hands.ts';
import { namedSnapshot, newestGood, snapshotSource } from './snapshot-source.ts';
import { Soundness } from './soundness.ts';
import { tending } from './tending.ts';
import { Thinning } from './thinning.ts';
import { theBackups } from './the-backups.ts';
import { tidy } from './tidy.ts';
import { untilQuiet } from './until-quiet.ts';
import { verifyWork } from './verify-work.ts';

export interface BackupParts {
  tools: BackupJobTools;
  /** Once there is a runner to ask. */
  join(runner: JobRunner): JoinedBackups;
  /** For the checks. */
  known(): KnownBackups | undefined;
}

export interface JoinedBackups {
  backups: Backups;
  watch: NightWatch;
  /** Before any job is taken up: nothing of one that ended long ago is left. */
  tidy(): Promise<void>;
  /** Keeps what is known of repositories up to date, until it is told to end. */
  keepLooking(signal: AbortSignal): Promise<void>;
}

export interface WireOptions {
  options: LabOptions;
  hands: BackupHands;
  labFiles: AcceptedLabFile;
  sight: Sight;
  inside: WorkInside;
  waits: WaitForWork;
}

/** Puts backups together: what jobs do, what the API asks, and who watches the nights. */
export function wireBackups({ options, hands, labFiles, sight, inside, waits }: WireOptions): BackupParts {
  const { engine, files, store, clock, installation } = options;
  const { home, labId, version } = installation;
  const { secrets, sources, dumps, staging, generations } = hands;
  const memory = store.backups;
  const facts = () => sight.eyes.facts();
  const labFile = (): LabFile => labFiles.heldTo().parsed;
  const services = () => desiredNow(sight.eyes, labFile()).services;
  const containers = async () =>
    (await engine.observe({ labId, images: [], containerNames: [], networkNames: [] })).containers;

  const repositories = new Repositories({
    repositories: hands.repositories,
    secrets,
    home,
    labId,
    file: () => labFile().backup,
  });
  const listings = new Listings(repositories, labId);
  const manifests = new Manifests(repositories);
  const keys = new Keys({ repositories, secrets, memory, clock });
  const codes = new RecoveryCodes({ repositories, secrets, memory, clock, labId });
  const disks = new LabDisks({ files, home });
  const looks = new RepositoryLooks({
    repositories,
    listings,
    keys,
    codes,
    secrets,
    disks,
    memory,
    clock,
    home,
    since: memory.since(clock.now()),
  });
  const soundness = new Soundness({ repositories, memory, clock });
  const forTheLab = new RoomForTheLab({ repositories, disks, home });
  const lab = () => labFile();
  const thinning = new Thinning({ repositories, listings, memory, clock, labId, lab });
  const room = new RoomAgain({ repositories, listings, soundness, thinning, forTheLab });
  const scratch = new ScratchHands(engine, facts);
  const attempts = new Attempts();
  const passphrases = new Passphrases();
  /** Those of bricks that are gone, too: their data waits for them to come back. */
  const withKept = async (): Promise<readonly DesiredService[]> => {
    // Looked at anew: a job that is taken up at the start goes on before the lab was first looked at.
    const { brickData } = await files.observe({ directories: [], secrets: [] });
    const declared = services();
    return [...declared, ...keptDatabases(labFile(), facts(), brickData, declared)];
  };
  const databases = new LabDatabases({ engine, dumps, sources, scratch, facts, services: withKept });
  const folders = new LabFolders(files, sources, memory, home);
  const serviceNamed = (name: string) => services().find((one) => one.name === name);
  const quieting = new Quieting({
    engine,
    labId,
    bricks: () => facts().bricks ?? [],
    stopGraceSeconds: (name) => serviceNamed(name)?.stopGraceSeconds ?? 60,
    startTimeoutSeconds: (name) => serviceNamed(name)?.startTimeoutSeconds ?? 300,
  });
  const ensureMade: Keys['ensure'] = (repository, signal) => keys.ensure(repository, signal);
  const tend = tending({
    ...{ repositories, listings, soundness, room, thinning, memory, clock, ensureMade, lab },
  });
  const seenInside = mountsInside({ engine, sources, home, labId, services, containers });
  const reading = readingWork({
    ...{
      repositories,
      listings,
      room,
      attempts,
      databases,
      memory,
      folders,
      quieting,
      scratch,
      staging,
      store,
      clock,
      home,
      ensureMade,
    },
    lab: { id: labId, version },
    labFile: () => ({ parsed: labFile(), version: labFiles.heldTo().version.version }),
    containers,
    pruneDue: () => tend.pruneDue(),
    keepsAll: () => tend.keepsAll(),
    mountsInside: seenInside,
    faultyFiles: faultyNow({ engine, labId, containers }),
    waitForWork: (workplaces, mostMs, report, signal) =>
      untilQuiet({ inside, clock, everyMs: options.waitEveryMs }, workplaces, mostMs, report, signal),
  });

  const assertTarget = (target: string): void => {
    const all = services();
    if (!all.some(({ name, environment }) => name === target || environment === target))
      throw goneBrick(target) ?? unknownService(target, targetsOf(all));
  };
  const made = (source: PartsSource, inUse: LabDatabases | undefined) => {
    // A drill says that glab answered in each environment: of one that is switched off it can try out nothing.
    const notDesired = inUse === undefined ? undeclaredDatabase : databaseOf;
    return restoreMaking({
      ...{ source, inUse, generations, dumps, files, sources, scratch, engine, home, facts, services },
      version,
      mountsInside: seenInside,
      databaseNamed: (service) => serviceNamed(service) ?? notDesired(labFile(), facts(), service),
      serverVersion: (service) => databases.serverVersion(service),
    });
  };
  const restoring = { generations, store, clock, home, labFile, assertTarget };
  const beforeStopping: WaitForWork['steps'] = (job, workplaces) => waits.steps(job, workplaces);
  const from = { repositories, listings, manifests, memory, clock, home };
  const named = namedSnapshot(from);
  const newest = newestGood(from);
  const drillSource = snapshotSource({ ...from, chosen: newest, readsBack: true });
  const never = new AbortController().signal;

  const fresh = new FreshLab(hands.laidDown, store.journal);
  // What was mounted was on the lost machine.
  if (fresh.awaitsRestore()) memory.noteMounts([]);
  const tools = fresh.guarding({
    backup: { ...reading, ...tend },
    verify: verifyWork(repositories, soundness),
    repair: repairWork({ repositories, listings, memory }),
    restore: restoreWork({
      ...restoring,
      making: made(snapshotSource({ ...from, chosen: named, readsBack: false }), databases),
      assertSource: ({ repository }) => void repositories.named(repository),
      sourceOf: (job) => named(job, never),
      beforeStopping,
    }),
    drill: drillWork({
      ...{ repositories, sources, generations, memory, clock, source: drillSource, chosen: newest },
      making: made(drillSource, undefined),
    }),
    exporting: exportWork({
      ...{ exports: hands.exports, disks, attempts, staging, passphrases, home, services },
      labFileText: () => labFiles.heldTo().version.text,
    }),
    importing: restoreWork({
      ...restoring,
      making: made(exportSource({ exports: hands.exports, home }), databases),
      assertSource: assertImportable(home),
      sourceOf: ({ params }) => Promise.resolve({ snapshot: '', repository: params.file ?? '' }),
      beforeStopping,
    }),
    checkImport: importCheck({ exports: hands.exports, files, passphrases, home }),
  });

  const known = (): KnownBackups | undefined => {
    const backup = labFiles.known()?.parsed.backup;
    const seen = backup && looks.known(backup);
    return seen && { ...seen, awaitsRestore: fresh.awaitsRestore() };
  };

  const join = (runner: JobRunner): JoinedBackups => {
    runner.events.on('job:changed', ({ id, state }) => {
      if (finalJobStates.includes(state)) passphrases.forget(id);
    });
    const watch = new NightWatch({
      ...{ clock, store, runner, failPoints: options.failPoints, everyMs: options.onDemandEveryMs },
      labFile: () => labFiles.known()?.parsed,
      isReady: ({ backup }) =>
        backup.repositories.slice(0, 1).some((one) => keys.isMade(one) || one.location.kind === 'folder'),
      awaitsRestore: () => fresh.awaitsRestore(),
      onUnexpected: (error) => options.onEvent({ type: 'unexpected', error }),
    });
    const changed = (): void => sight.view.again();
    return {
      watch,
      backups: theBackups({
        ...{ repositories, listings, manifests, keys, codes, looks, secrets, generations, memory, clock },
        ...{ journal: store.journal, passphrases },
        file: () => labFile().backup,
        nextAt: () => watch.nextAt,
        awaitsRestore: () => fresh.awaitsRestore(),
        problems: () => sight.view.status.problems.filter(isOfBackups),
        changed,
      }),
      tidy: () => tidy({ hands, scratch, store, onEvent: options.onEvent }),
      keepLooking: (signal) => keepLooking({ labFiles, looks, runner, changed }, signal),
    };
  };

  return { tools, join, known };
}
