import { basename, join } from 'node:path';
import { digestDifference, sumRows } from '../../core/backup/digest-difference.ts';
import { faultyWords, isMoreFaulty } from '../../core/backup/faulty-files.ts';
import { roomRefusal, versionRefusal, type Written } from '../../core/backup/preflight.ts';
import { assertWhole } from '../../core/backup/lacking.ts';
import { probedEnvironments } from '../../core/backup/probed.ts';
import { partOfName, type RestorePart } from '../../core/backup/restore-parts.ts';
import { scratchDatabase } from '../../core/desired/scratch-database.ts';
import { scratchGlab } from '../../core/desired/scratch-glab.ts';
import type { Scratch } from '../../core/desired/scratch.ts';
import type { DumpedDatabase, SnapshotManifest } from '../../core/model/backup.ts';
import type { DesiredService } from '../../core/model/desired-state.ts';
import type { HostFacts } from '../../core/model/host-facts.ts';
import type { Job } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { EnvironmentName } from '../../core/model/lab-file.ts';
import type { ContainerEngine, DatabaseDumps, Generations, LabFiles } from '../../core/ports.ts';
import { roundBytes } from '../../core/units.ts';
import type { StepReport } from '../../jobs/job-definition.ts';
import type { RestoredPart, RestoreMaking } from '../../jobs/restore-work.ts';
import { faultyFilesOf, glabSays, moreFaulty } from './glab-probe.ts';
import type { LabDatabases } from './lab-databases.ts';
import type { PartsSource } from './parts-source.ts';
import type { ScratchHands } from './scratch-hands.ts';

export interface MakingOptions {
  source: PartsSource;
  generations: Generations;
  dumps: DatabaseDumps;
  files: Pick<LabFiles, 'diskSpace'>;
  scratch: ScratchHands;
  engine: Pick<ContainerEngine, 'exec'>;
  home: string;
  version: string;
  facts(): HostFacts;
  services(): readonly DesiredService[];
  /** The lab's databases, where what is made is to take the place of what is in use; undefined: it is only tried out. */
  inUse: Pick<LabDatabases, 'dump' | 'estimate'> | undefined;
  /** Of the server of this database, where it runs and can tell. */
  serverVersion(service: string): Promise<string | undefined>;
}

/** Makes parts in generations beside those in use, and proves them in containers of their own. */
export function making(
  options: MakingOptions,
): RestoreMaking & { planned(job: Job): Promise<readonly RestorePart[]> } {
  const { source, generations, dumps, scratch, engine, home, facts } = options;
  const never = new AbortController().signal;

  const planned = async (job: Job): Promise<readonly RestorePart[]> =>
    source.parts(job, await source.manifest(job, never));

  const partOf = async (job: Job, { name }: Pick<RestoredPart, 'name'>): Promise<RestorePart> => {
    const found = (await planned(job)).find((one) => one.name === name);
    if (found === undefined) throw new Error(`the job ${job.id} has no part ${name}`);
    return found;
  };

  const serviceOf = (name: string): DesiredService => {
    const found = options.services().find((one) => one.name === name);
    if (found !== undefined) return found;
    throw new LabError(
      'service.unknown',
      `Nothing in this lab is called ${name} now, so it can’t be restored.`,
      {
        hint: 'Enable its environment, or put its brick there first, apply, and restore again.',
      },
    );
  };

  const dumpedOf = async (job: Job, service: string): Promise<DumpedDatabase> => {
    const { databases } = await source.manifest(job, never);
    const found = databases.find((one) => one.service === service);
    if (found !== undefined) return found;
    throw new LabError('backup.not_in_snapshot', `The snapshot does not hold the database ${service}.`);
  };

  /** What was made of a part, absolute. */
  const madeAt = (job: Job, { environment, generation }: RestorePart): Promise<string> =>
    generations.partAt(environment, job.id, generation);

  const here = (serverVersion: string | undefined) => ({ version: options.version, serverVersion });

  const versionOf = (database: string): Promise<string | undefined> =>
    options.serverVersion(serviceOf(database).name);

  const assertOldEnough = (
    { lab, databases }: Pick<SnapshotManifest, 'lab' | 'databases'>,
    service: string,
    serverVersion: string | undefined,
  ): void => {
    const dumped = databases.filter((one) => one.service === service);
    const refusal = versionRefusal({ lab, databases: dumped }, here(serverVersion));
    if (refusal) throw refusal;
  };

  const beside = async (job: Job, part: RestorePart, service: string): Promise<Scratch> =>
    scratchDatabase(facts(), serviceOf(service), await madeAt(job, part));

  const dumpsIn = async (job: Job, part: RestorePart): Promise<string> =>
    generations.emptyPart(part.environment, job.id, dumpsPart(part));

  const probed: RestoreMaking['probed'] = ({ params }, parts) =>
    params.path === undefined
      ? probedEnvironments(parts).filter((it) => options.services().some(({ name }) => name === `${it}-glab`))
      : [];

  /** Those in use that a glab is asked on, since the snapshot lacks them, with the bytes that a copy takes. */
  const copies = async (
    job: Job,
    parts: readonly RestorePart[],
    signal: AbortSignal,
  ): Promise<readonly Sized[]> => {
    const lacked = probed(job, parts)
      .map((it) => ownDatabase(home, it))
      .filter(({ database }) => !parts.some((part) => part.database === database));
    return Promise.all(
      lacked.map(async (part): Promise<Sized> => {
        const found = await options.inUse?.estimate([part.database ?? ''], signal);
        return [part, 2 * (found?.bytes ?? 0)];
      }),
    );
  };

  /** In a drill, or where it was never started, the copy is an empty one: glab makes its tables itself. */
  const copyInUse = async (
    job: Job,
    environment: EnvironmentName,
    report: StepReport,
    signal: AbortSignal,
  ): Promise<void> => {
    const part = ownDatabase(home, environment);
    const service = `${environment}-db`;
    const server = await beside(job, part, service);
    await scratch.remove(server);
    const file = join(await dumpsIn(job, part), `${service}.sql`);
    const dumped = await options.inUse?.dump(service, file, job.id, report, signal);
    await generations.emptyPart(environment, job.id, part.generation);
    const container = await scratch.start(environment, server, job.id, signal);
    const told = (bytes: number): void => report.progress(undefined, `${roundBytes(bytes)} loaded`);
    if (dumped !== undefined) await dumps.load(container, file, told, signal);
    report.log(`${service} is not among what is restored: glab is asked on a copy of it.`);
  };

  return {
    planned,

    parts: (job) => planned(job),

    async preflight(job, report, signal) {
      const manifest = await source.manifest(job, signal);
      const parts = source.parts(job, manifest);
      if (options.inUse !== undefined) assertWhole(manifest, job.params);
      const version = versionRefusal({ lab: manifest.lab, databases: [] }, here(undefined));
      if (version) throw version;
      for (const { database } of parts)
        if (database !== undefined) assertOldEnough(manifest, database, await versionOf(database));
      const sized = (part: RestorePart): Promise<number> =>
        part.generation.inside === undefined
          ? Promise.resolve(bytesOf(part, manifest))
          : source.sizeInside(job, part, signal);
      const made = await Promise.all(parts.map(async (part): Promise<Sized> => [part, await sized(part)]));
      const writes = await Promise.all(
        [...made, ...(await copies(job, parts, signal))].map(([part, bytes]) =>
          writtenTo(part, bytes, options.files),
        ),
      );
      const refusal = roomRefusal(writes);
      if (refusal) throw refusal;
      const bytes = writes.reduce((sum, one) => sum + one.bytes, 0);
      report.progress(1, `about ${roundBytes(bytes)} will be written`);
    },

    async fetch(job, { name }, report, signal) {
      const part = await partOf(job, { name });
      if (part.database === undefined) {
        const target = await generations.emptyPart(part.environment, job.id, part.generation);
        return source.folder(job, part, target, report, signal);
      }
      await source.dump(job, await dumpedOf(job, part.database), await dumpsIn(job, part), report, signal);
    },

    async load(job, { name }, report, signal) {
      const part = await partOf(job, { name });
      const service = part.database ?? '';
      const server = await beside(job, part, service);
      // One that a manager which died left has the folder open.
      await scratch.remove(server);
      await generations.emptyPart(part.environment, job.id, part.generation);
      const container = await scratch.start(part.environment, server, job.id, signal);
      const dumped = await dumpedOf(job, service);
      // Of one that was stopped nobody could tell before.
      const { serverVersion } = await dumps.estimate(container);
      assertOldEnough(await source.manifest(job, signal), service, serverVersion);
      const file = join(
        await generations.partAt(part.environment, job.id, dumpsPart(part)),
        basename(dumped.file),
      );
      const whole = dumped.digest.bytes;
      await dumps.load(
        container,
        file,
        (bytes) =>
          report.progress(
            whole === 0 ? undefined : bytes / whole,
            `${roundBytes(bytes)} of ${roundBytes(whole)} loaded`,
          ),
        signal,
      );
    },

    async prove(job, { name }, report, signal) {
      const part = await partOf(job, { name });
      const service = part.database ?? '';
      const container = await scratch.ensure(
        part.environment,
        await beside(job, part, service),
        job.id,
        signal,
      );
      const { digest } = await dumpedOf(job, service);
      const found = await dumps.digest(
        container,
        (bytes) => report.progress(undefined, `${roundBytes(bytes)} read`),
        signal,
      );
      const difference = digestDifference(digest, found);
      if (difference !== undefined) throw differs(service, difference);
      report.progress(1, `${found.tables.length} tables, ${sumRows(found)} rows: as the snapshot says`);
    },

    probed,

    async probe(job, environment, report, signal) {
      const parts = (await planned(job)).filter((part) => part.environment === environment);
      const isWhole = parts.some(({ database }) => database === `${environment}-db`);
      if (!isWhole) await copyInUse(job, environment, report, signal);
      for (const part of parts)
        if (part.database !== undefined)
          await scratch.ensure(environment, await beside(job, part, part.database), job.id, signal);
      const folders = await Promise.all(
        parts
          .filter(({ database, generation }) => database === undefined && mounted.includes(generation.name))
          .map(async (part) => [part.generation.name, await madeAt(job, part)] as const),
      );
      const glab = scratchGlab(facts(), serviceOf(`${environment}-glab`), Object.fromEntries(folders));
      let container: string;
      try {
        container = await scratch.start(environment, glab, job.id, signal);
      } catch (error) {
        if (signal.aborted || !isOfGlab(error)) throw error;
        throw new LabError(
          'backup.probe_failed',
          `${environment}’s glab does not start on what was restored.`,
          {
            cause: error,
            hint: error instanceof LabError ? error.message : 'See the job’s log.',
          },
        );
      }
      const found = await glabSays(engine, container, environment, signal);
      const now = faultyFilesOf(environment, found);
      for (const fault of now.named) report.log(`${fault.name}: ${fault.fault}`);
      const { faultyFiles = [] } = await source.manifest(job, signal);
      const isMore = isMoreFaulty(
        faultyFiles.find((one) => one.environment === environment),
        now,
      );
      // Of a database or of files alone, the rows speak of others than these.
      const hasFiles = folders.some(([name]) => name === 'data');
      if (isWhole && hasFiles && isMore && job.params.lacking !== true) throw moreFaulty(now);
      const wrong = now.count === 0 ? '' : `; ${faultyWords(environment, now)}`;
      report.progress(
        1,
        `${environment}’s glab answers: ${found.resources} resources, ${roundBytes(found.resource_bytes)}${wrong}`,
      );
    },

    clear: () => scratch.removeAll(),
  };
}

/** An engine that is away, or an image that is, says nothing about what was restored. */
const isOfGlab = (error: unknown): boolean =>
  error instanceof LabError && ['container.exited', 'container.unhealthy'].includes(error.code);

/** A part, and the bytes that are written for it. */
type Sized = readonly [RestorePart, number];

function ownDatabase(home: string, environment: EnvironmentName): RestorePart {
  const part = partOfName(home, `${environment}-db`);
  if (part === undefined) throw new Error(`${environment} has no database`);
  return part;
}

/** Of an environment's folders, those that its glab sees. */
const mounted: readonly string[] = ['data', 'bricks', 'workspace'];

/** Beside what is loaded from it, on the same disk; it never takes anything's place. */
const dumpsPart = ({ generation, database = '' }: RestorePart) => ({
  ...generation,
  name: `dump-${database}`,
  path: join(generation.path, '..', `dump-${database}`),
  mode: 0o700,
});

async function writtenTo(
  { words, generation: { path } }: RestorePart,
  bytes: number,
  files: Pick<LabFiles, 'diskSpace'>,
): Promise<Written> {
  const { device, freeBytes } = await files.diskSpace(join(path, '..'));
  return { words, device, path, bytes, freeBytes };
}

/** A database is written twice: as it was written out, and as it is loaded. */
function bytesOf(part: RestorePart, manifest: SnapshotManifest): number {
  const { path } = part.generation;
  const dump = manifest.databases.find(({ service }) => service === part.database)?.digest.bytes ?? 0;
  const folder = manifest.folders.find((one) => path.endsWith(`/${one.path}`))?.bytes ?? 0;
  return part.database === undefined ? folder : 2 * dump;
}

const differs = (service: string, difference: string): LabError =>
  new LabError(
    'backup.differs',
    `The database ${service}, loaded anew, is not what was written out: ${difference}.`,
    {
      hint: 'Restore from another snapshot. What is in use was not touched.',
    },
  );
