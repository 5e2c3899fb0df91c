import { join } from 'node:path';
import { takeAnother } from '../../core/backup/another-to-take.ts';
import { faultyWords, isMoreFaulty } from '../../core/backup/faulty-files.ts';
import { leavesDatabases } from '../../core/backup/lacking.ts';
import { probedEnvironments } from '../../core/backup/probed.ts';
import type { PartOnDisk } from '../../core/backup/restore-parts.ts';
import { counted } from '../../core/counted.ts';
import { scratchGlab } from '../../core/desired/scratch-glab.ts';
import type { Scratch } from '../../core/desired/scratch.ts';
import type { DesiredService } from '../../core/model/desired-state.ts';
import type { HostFacts } from '../../core/model/host-facts.ts';
import type { Job } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { EnvironmentName } from '../../core/model/lab-file.ts';
import type { ContainerEngine, DatabaseDumps } from '../../core/ports.ts';
import { roundBytes } from '../../core/units.ts';
import type { StepReport } from '../../jobs/job-definition.ts';
import { saysNotMade, withoutLeft } from '../../jobs/left-databases.ts';
import type { RestoreMaking } from '../../jobs/restore-work.ts';
import { faultyFilesOf, glabSays, moreFaulty } from './glab-probe.ts';
import type { LabDatabases } from './lab-databases.ts';
import type { PartsSource } from './parts-source.ts';
import { ownDatabase, type RestoredParts } from './restored-parts.ts';
import type { ScratchHands } from './scratch-hands.ts';

export interface RestoreProbeOptions {
  source: PartsSource;
  parts: RestoredParts;
  dumps: Pick<DatabaseDumps, 'load'>;
  scratch: ScratchHands;
  engine: Pick<ContainerEngine, 'exec'>;
  home: string;
  facts(): HostFacts;
  services(): readonly DesiredService[];
  /** The lab's databases, where what is made is to take the place of what is in use; undefined: it is only tried out. */
  inUse: Pick<LabDatabases, 'dump'> | undefined;
}

/** Asks a glab of its own, at rest, whether it can work with what was made. */
export function restoreProbe(options: RestoreProbeOptions): Pick<RestoreMaking, 'probed' | 'probe'> {
  const { source, parts, dumps, scratch, engine, home, facts, services, inUse } = options;

  const glabOf = (environment: EnvironmentName): DesiredService => {
    const found = services().find(({ name }) => name === `${environment}-glab`);
    if (found === undefined) throw new Error(`${environment} has no glab`);
    return found;
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
    const server = await parts.server(job, part, service);
    await scratch.remove(server);
    const file = join(await parts.emptyDumps(job, part), `${service}.sql`);
    const dumped = await inUse?.dump(service, file, job.id, report, signal);
    await parts.empty(job, part);
    const container = await scratch.start(environment, server, job.id, signal);
    const told = (bytes: number): void => report.progress(undefined, `${roundBytes(bytes)} loaded`);
    if (dumped !== undefined) await dumps.load(container, file, told, signal);
    report.log(`${service} is not among what is restored: glab is asked on a copy of it.`);
  };

  /** Why there is no copy, as far as who restores asked for what can be had: the same may be in the way of it as of the other. */
  const copied = async (
    job: Job,
    environment: EnvironmentName,
    report: StepReport,
    signal: AbortSignal,
  ): Promise<string | undefined> => {
    try {
      await copyInUse(job, environment, report, signal);
      return undefined;
    } catch (error) {
      if (!leavesDatabases(job.params) || !saysNotMade(error)) throw error;
      return `${environment}’s glab was not asked about it, as the database in use can’t be copied: ${withoutEnd(error.message)}`;
    }
  };

  const glabOn = async (
    job: Job,
    environment: EnvironmentName,
    folders: readonly PartOnDisk[],
  ): Promise<Scratch> => {
    const made = folders.map(async (part) => [part.generation.name, await parts.madeAt(job, part)] as const);
    return scratchGlab(facts(), glabOf(environment), Object.fromEntries(await Promise.all(made)));
  };

  return {
    probed: ({ params }, all) =>
      params.path === undefined
        ? probedEnvironments(all).filter((it) => services().some(({ name }) => name === `${it}-glab`))
        : [],

    async probe(job, environment, report, signal) {
      const all = (await parts.all(job)).filter((part) => part.environment === environment);
      const own = withoutLeft(job, all);
      // What was made of it by halves is nothing to ask a glab on.
      for (const part of all)
        if (part.database !== undefined && !own.includes(part))
          await scratch.remove(await parts.server(job, part, part.database));
      const isWhole = own.some(({ database }) => database === `${environment}-db`);
      const uncopied = isWhole ? undefined : await copied(job, environment, report, signal);
      if (uncopied !== undefined) return report.progress(1, uncopied);
      for (const part of own)
        if (part.database !== undefined)
          await scratch.ensure(environment, await parts.server(job, part, part.database), job.id, signal);
      const folders = own.filter(isMounted);
      const glab = await glabOn(job, environment, folders);
      const container = await scratch.start(environment, glab, job.id, signal).catch((error: unknown) => {
        throw signal.aborted || !isOfGlab(error) ? error : doesNotStart(job, environment, error);
      });
      const found = await glabSays(engine, container, { environment, hint: takeAnother(job) }, signal);
      const now = faultyFilesOf(environment, found);
      for (const fault of now.named) report.log(`${fault.name}: ${fault.fault}`);
      const { faultyFiles = [] } = await source.manifest(job, signal);
      const then = faultyFiles.find((one) => one.environment === environment);
      // Of a database or of files alone, the rows speak of others than these.
      const hasFiles = folders.some(({ generation }) => generation.name === 'data');
      if (isWhole && hasFiles && isMoreFaulty(then, now) && job.params.lacking !== true)
        throw moreFaulty(job, now);
      const wrong = now.count === 0 ? '' : `; ${faultyWords(environment, now)}`;
      report.progress(
        1,
        `${environment}’s glab answers: ${counted(found.resources, 'resource')}, ${roundBytes(found.resource_bytes)}${wrong}`,
      );
    },
  };
}

/** The outcome of a job ends each of what its steps say as a sentence. */
const withoutEnd = (sentence: string): string => sentence.replace(/\.$/, '');

/** Of an environment's folders, those that its glab sees. */
const mounted: readonly string[] = ['data', 'bricks', 'workspace'];

const isMounted = ({ database, generation }: PartOnDisk): boolean =>
  database === undefined && mounted.includes(generation.name);

/** An engine that is away, or an image that is, says nothing about what was restored. */
const isOfGlab = (error: unknown): error is LabError =>
  error instanceof LabError && ['container.exited', 'container.unhealthy'].includes(error.code);

const doesNotStart = (job: Job, environment: EnvironmentName, cause: LabError): LabError =>
  new LabError(
    'backup.probe_failed',
    `${environment}’s glab does not start on what was restored: ${cause.message}`,
    { cause, hint: takeAnother(job) },
  );
