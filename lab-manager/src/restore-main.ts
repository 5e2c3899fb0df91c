import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLabExports } from './adapters/export/lab-exports.ts';
import { labFromExport } from './adapters/fresh/lab-from-export.ts';
import { layDown, type LabSource } from './adapters/fresh/lay-down.ts';
import { labFromSnapshot } from './adapters/fresh/lab-from-snapshot.ts';
import { diskSpace } from './adapters/files/disk-space.ts';
import { createResticRepositories } from './adapters/restic/restic-repositories.ts';
import { readLocation } from './core/backup/location.ts';
import { takesOnDisk } from './core/backup/preflight.ts';
import { resolveLocation } from './core/backup/repository-place.ts';
import { LabError } from './core/model/lab-error.ts';
import type { RepositoryLocation } from './core/model/backup.ts';
import type { Clock, FailPoints } from './core/ports.ts';
import { failPointsFrom } from './jobs/fail-points.ts';
import { accessGiven, givenText, secretsGiven, withTypedCode } from './restore-given.ts';

/*
 * Lays down a lab into an empty data root, for install.sh --restore and --restore-export: run once, in a container of its own,
 * before the lab's manager is started for the first time. What opens the repository or the export lies as files in a folder
 * that is given to it, so that none of it is part of a command line or an environment.
 */
const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

const { values } = parseArgs({
  options: {
    home: { type: 'string' },
    version: { type: 'string' },
    repository: { type: 'string' },
    snapshot: { type: 'string' },
    lab: { type: 'string' },
    export: { type: 'string' },
    given: { type: 'string' },
    lacking: { type: 'boolean' },
  },
});

async function main(): Promise<void> {
  const { home = '', version = '', given = '' } = values;
  const scratch = await mkdtemp(join(tmpdir(), 'restore-'));
  try {
    const source =
      values.export === undefined
        ? await ofRepository(home, given, scratch)
        : await ofExport(home, values.export, given);
    const { lab, takenAt } = source.manifest;
    say(`It is ${lab.name} (${lab.id}), version ${lab.version}, as of ${new Date(takenAt).toISOString()}.`);
    for (const sentence of source.manifest.missing) say(`Missing in it: ${sentence}`);
    await layDown({ home, version, clock, failPoints: failPoints() }, source);
    say('Its lab file, accounts and keys are laid down.');
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function ofRepository(home: string, given: string, scratch: string): Promise<LabSource> {
  const location = resolveLocation(locationOf(values.repository ?? ''), home);
  const repositories = createResticRepositories({
    cache: join(scratch, 'cache'),
    environment: process.env,
    hostname: hostname(),
    processors: availableParallelism(),
    clock,
    // One that is interrupted would leave a lock, which the lab's next backup could not tell from another machine's.
    onlyReads: true,
  });
  const access = await accessGiven(location, given, scratch);
  const repository = repositories.open(access);
  const options = {
    ...{ home, location, wanted: values.snapshot, lab: values.lab, clock },
    given: await secretsGiven(access),
  };
  const { signal } = new AbortController();
  const { snapshot, source, told } = await labFromSnapshot(repository, options, signal).catch(
    async (error: unknown) => {
      throw await withTypedCode(error, given);
    },
  );
  for (const sentence of told) say(sentence);
  say(`The snapshot ${snapshot.id.slice(0, 8)} is restored.`);
  return source;
}

async function ofExport(home: string, file: string, given: string): Promise<LabSource> {
  const { freeBytes, freeInodes } = await diskSpace(home);
  const limits = { rawBytes: Math.floor(freeBytes / takesOnDisk), entries: freeInodes };
  say('Reading all of the export; nothing is written before it was found whole.');
  return labFromExport(createLabExports({ clock }), file, {
    limits,
    passphrase: await givenText(given, 'passphrase'),
    lacking: values.lacking === true,
  });
}

/** As the manager’s own, by the same setting: one point. */
const failPoints = (): FailPoints =>
  failPointsFrom(
    process.env['LABSTEAD_FAIL_POINT'] || undefined,
    () => void process.kill(process.pid, 'SIGKILL'),
  );

function locationOf(written: string): RepositoryLocation {
  const read = readLocation(written);
  if ('location' in read) return read.location;
  throw new LabError('backup.invalid_location', `The place of the repository ${read.objection.message}.`, {
    hint: read.objection.suggestion,
  });
}

const say = (sentence: string): void => void process.stdout.write(`  ${sentence}\n`);

main().catch((error: unknown) => {
  const said =
    error instanceof LabError
      ? [error.message, error.hint ?? '']
      : [String(error instanceof Error ? error.stack : error)];
  process.stderr.write(`${said.filter((it) => it !== '').join('\n')}\n`);
  process.exitCode = 1;
});
