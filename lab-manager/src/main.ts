import { availableParallelism, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { dockerEngine } from './adapters/docker/docker-engine.ts';
import { databaseDumps } from './adapters/docker/dumps/database-dumps.ts';
import { createEdgeProbe } from './adapters/edge/edge-probe.ts';
import { createLabExports } from './adapters/export/lab-exports.ts';
import { generations } from './adapters/files/backup/generations.ts';
import { laidDown } from './adapters/files/backup/laid-down.ts';
import { repositorySecrets } from './adapters/files/backup/repository-secrets.ts';
import { backupSources } from './adapters/files/backup/sources.ts';
import { backupStaging } from './adapters/files/backup/staging.ts';
import { readCodelabToken } from './adapters/files/codelab-token.ts';
import { FolderCounter } from './adapters/files/folder-counter.ts';
import { createLabFiles } from './adapters/files/lab-files.ts';
import { metPoints } from './adapters/files/met-points.ts';
import { markClaimed, readSetupToken } from './adapters/files/setup-token.ts';
import { linuxMachine } from './adapters/machine/linux-machine.ts';
import { createResticRepositories } from './adapters/restic/restic-repositories.ts';
import { openStore } from './adapters/store/open-store.ts';
import type { LookFact } from './api/deps.ts';
import { startApi } from './api/server.ts';
import { owners } from './core/desired/owners.ts';
import { labPaths } from './core/desired/paths.ts';
import { LabError } from './core/model/lab-error.ts';
import { codelabRuns } from './core/model/lab-file.ts';
import type { Clock, FailPoints } from './core/ports.ts';
import { labHosts } from './hosts.ts';
import type { BackupHands } from './engine/backup/backup-hands.ts';
import type { LabEvent } from './engine/lab-options.ts';
import { runLab } from './engine/run-lab.ts';
import { failOnceAtEach, failPointsFrom } from './jobs/fail-points.ts';
import { readSettings, type Settings } from './settings.ts';

/** sysexits.h: what the service manager may conclude from the exit status. */
const exit = { usage: 78, alreadyRunning: 75, failed: 1 } as const;

const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

async function main(settings: Settings, log: Logger): Promise<void> {
  const { state, caCertificate } = labPaths(settings.home);
  const store = openStore({ directory: state });
  const looks = new Set<(look: LookFact) => void>();
  const stop = new AbortController();

  const running = await runLab({
    engine: dockerEngine(engineOptions(settings)),
    files: createLabFiles({
      home: settings.home,
      edgeOwner: owners.edge,
      clock,
      shipped: join(settings.templates, 'biota'),
      stop: stop.signal,
    }),
    edge: createEdgeProbe({
      // On the network that the base compose file makes for the two.
      host: 'edge',
      port: 443,
      publishedPort: settings.httpsPort,
      caFile: caCertificate,
    }),
    machine: linuxMachine(),
    store,
    clock,
    installation: settings,
    backups: backupHands(settings, stop.signal),
    failPoints: failPoints(settings.failPoint),
    onEvent: (event) => {
      report(event, log);
      tellLook(event, looks);
    },
  });

  const { lab, runner } = running;
  const api = await startApi({
    lab,
    backups: running.backups,
    store,
    clock,
    log,
    labId: settings.labId,
    version: settings.version,
    jobs: runner,
    hosts: () => labHosts(lab.heldTo().parsed, settings.httpsPort, lab.apps()),
    setupToken: () => readSetupToken(state),
    codelabToken: () =>
      codelabRuns(lab.heldTo().parsed) ? readCodelabToken(labPaths(settings.home).codelabToken) : undefined,
    onClaimed: () => markClaimed(state, clock.now()),
    onActivity: running.onActivity,
    firstLookTried: running.firstLookTried,
    onLook(listener) {
      looks.add(listener);
      return () => void looks.delete(listener);
    },
    listen: { host: settings.listen, publicPort: settings.publicPort, privatePort: settings.privatePort },
  });
  log.info({ publicPort: api.publicPort, privatePort: api.privatePort }, 'the lab manager is ready');

  stopOnSignal(log, async () => {
    stop.abort();
    await api.close();
    await running.stop();
    store.close();
  });
}

const engineOptions = ({ labId, home, dockerSocket }: Settings) => ({
  labId,
  dataRoot: home,
  socketPath: dockerSocket,
});

function backupHands(settings: Settings, stop: AbortSignal): BackupHands {
  const { home } = settings;
  const { cache, state, repositorySecrets: folder } = labPaths(home);
  return {
    repositories: createResticRepositories({
      cache: join(cache, 'restic'),
      environment: process.env,
      hostname: hostname(),
      processors: availableParallelism(),
      clock,
    }),
    // In the manager's container that is a file system in memory.
    secrets: repositorySecrets({ folder, memory: tmpdir() }),
    dumps: databaseDumps(engineOptions(settings)),
    staging: backupStaging(home),
    sources: backupSources(),
    generations: generations(home, new FolderCounter(stop)),
    exports: createLabExports({ clock }),
    laidDown: laidDown(state),
  };
}

/** `each:/path` dies once at every point, remembering there which it met; anything else names one point. */
function failPoints(setting: string | undefined): FailPoints {
  const die = () => void process.kill(process.pid, 'SIGKILL');
  const each = setting?.startsWith('each:') ? setting.slice('each:'.length) : undefined;
  return each === undefined ? failPointsFrom(setting, die) : failOnceAtEach(metPoints(each), die);
}

function report(event: LabEvent, log: Logger): void {
  switch (event.type) {
    case 'looked':
      return log.debug(event, 'looked');
    case 'blind':
      return log.warn(
        { code: event.error.code, err: event.error },
        'the engine can’t be asked; trying again',
      );
    case 'labFileBroken':
      return log.warn(event, 'the lab file on disk has errors; the accepted one stays');
    case 'unexpected':
      return log.error({ err: event.error }, 'an error nobody expected');
  }
}

function tellLook(event: LabEvent, looks: ReadonlySet<(look: LookFact) => void>): void {
  if (event.type !== 'looked' && event.type !== 'blind') return;
  const outcome = event.type === 'looked' ? 'ok' : 'failed';
  for (const look of looks) look({ seconds: event.milliseconds / 1000, outcome });
}

function stopOnSignal(log: Logger, stop: () => Promise<void>): void {
  let stopping = false;
  const handle = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop cleanly');
        process.exit(exit.failed);
      },
    );
  };
  process.once('SIGTERM', handle);
  process.once('SIGINT', handle);
}

const read = readSettings(process.env);
if ('problems' in read) {
  for (const problem of read.problems) process.stderr.write(`lab-manager: ${problem}\n`);
  process.exit(exit.usage);
}
const log = pino({ level: read.ok.logLevel, base: { lab: read.ok.labId } });
main(read.ok, log).catch((error: unknown) => {
  log.fatal(
    { err: error, hint: error instanceof LabError ? error.hint : undefined },
    'the lab manager can’t start',
  );
  process.exit(
    error instanceof LabError && error.code === 'lab.already_running' ? exit.alreadyRunning : exit.failed,
  );
});
