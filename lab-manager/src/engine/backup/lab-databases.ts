import { kindOfService } from '../../core/bricks/service-names.ts';
import { counted } from '../../core/counted.ts';
import { scratchDatabase } from '../../core/desired/scratch-database.ts';
import type { DumpedDatabase } from '../../core/model/backup.ts';
import type { DesiredService } from '../../core/model/desired-state.ts';
import type { HostFacts } from '../../core/model/host-facts.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { ObservedContainer } from '../../core/model/observed-state.ts';
import { containerName } from '../../core/names.ts';
import type { BackupSources, ContainerEngine, DatabaseDumps } from '../../core/ports.ts';
import { roundBytes } from '../../core/units.ts';
import type { StepReport } from '../../jobs/job-definition.ts';
import { toLabError } from '../../jobs/job-ending.ts';
import type { ScratchHands } from './scratch-hands.ts';

export interface LabDatabasesOptions {
  engine: ContainerEngine;
  dumps: DatabaseDumps;
  sources: BackupSources;
  scratch: ScratchHands;
  facts(): HostFacts;
  /** As they are desired now, and as their data lies there. */
  services(): Promise<readonly DesiredService[]>;
}

export interface WrittenOut {
  database: Omit<DumpedDatabase, 'file'>;
  notes: readonly string[];
}

export const dataTarget = '/var/lib/mysql';
/** A table that is altered while it is written out: it ends some time. */
const tries = 3;

/** The databases of environments and of bricks; neither the one that tests empty, nor reference data, which is fetched. */
export const isKeptDatabase = ({
  name,
  environment,
}: Pick<DesiredService, 'name' | 'environment'>): boolean =>
  name === `${environment ?? ''}-db` || kindOfService(name) === 'database';

/** Writes databases out, whether they run or not. */
export class LabDatabases {
  readonly #options: LabDatabasesOptions;

  constructor(options: LabDatabasesOptions) {
    this.#options = options;
  }

  async all(): Promise<readonly DesiredService[]> {
    return (await this.#options.services()).filter(isKeptDatabase);
  }

  /**
   * About how many bytes those that run come to; of those that don't, or don't answer, what lies on disk is an upper bound.
   * `notes`: a sentence for each that runs and doesn't answer.
   */
  async estimate(
    names: readonly string[],
    signal: AbortSignal,
  ): Promise<{ bytes: number; notes: readonly string[] }> {
    const notes: string[] = [];
    let bytes = 0;
    for (const name of names)
      bytes += (await this.#said(name, notes, signal)) ?? (await this.#onDisk(name, signal)).bytes;
    return { bytes, notes };
  }

  /** How many bytes, as it says itself: one that is stuck must not keep the others out of a snapshot. */
  async #said(name: string, notes: string[], signal: AbortSignal): Promise<number | undefined> {
    const running = await this.#running(name);
    if (running === undefined) return undefined;
    try {
      return (await this.#options.dumps.estimate(running)).bytes;
    } catch (error) {
      if (signal.aborted) throw error;
      const { message } = toLabError(error);
      notes.push(`${name} runs and does not say how much it holds, so its files were counted: ${message}`);
      return undefined;
    }
  }

  /** As its dumps have it; undefined where it doesn't run, or can't tell. */
  async serverVersion(name: string): Promise<string | undefined> {
    const running = await this.#running(name);
    return running === undefined ? undefined : (await this.#options.dumps.estimate(running)).serverVersion;
  }

  /**
   * Undefined for one that was never started: there is nothing to write out. `notes`: what a dump of it can't hold, a
   * sentence each.
   */
  async dump(
    name: string,
    file: string,
    job: string,
    report: StepReport,
    signal: AbortSignal,
  ): Promise<WrittenOut | undefined> {
    const service = await this.#service(name);
    const { environment } = service;
    if (environment === undefined) throw new Error(`${name} is of no environment`);
    const running = await this.#running(name);
    const written = async (container: string): Promise<WrittenOut> => {
      // Asked first: one that is stuck says nothing within its time, and a dump of it might never end.
      const notes = notesOf(name, await this.#options.dumps.estimate(container));
      const found = await this.#write(container, file, report, signal);
      return { database: { service: name, environment, ...found }, notes };
    };
    if (running !== undefined) return written(running);
    if ((await this.#onDisk(name, signal)).files === 0) return undefined;
    const { scratch, facts } = this.#options;
    // On its own folder: it does there what a start of the service would, and no more.
    const beside = scratchDatabase(facts(), service, folderOf(service));
    report.log(`${name} is stopped: a container of its own writes it out.`);
    try {
      return await written(await scratch.start(environment, beside, job, signal));
    } finally {
      await scratch.removeAll();
    }
  }

  async #write(
    container: string,
    file: string,
    report: StepReport,
    signal: AbortSignal,
  ): Promise<Pick<DumpedDatabase, 'serverVersion' | 'digest'>> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const told = (bytes: number): void => report.progress(undefined, `${roundBytes(bytes)} written out`);
        const { serverVersion, ...digest } = await this.#options.dumps.dump(container, file, told, signal);
        return { serverVersion, digest };
      } catch (error) {
        const again = error instanceof LabError && error.code === 'backup.schema_changed' && attempt < tries;
        if (!again) throw error;
        report.log(`${error.message} It is written out anew.`);
      }
    }
  }

  async #service(name: string): Promise<DesiredService> {
    const found = (await this.all()).find((one) => one.name === name);
    if (found !== undefined) return found;
    throw new LabError('service.unknown', `This lab has no database ${name} any more.`, {
      hint: 'It was taken out meanwhile: make the snapshot anew, with labctl backup now.',
    });
  }

  async #onDisk(name: string, signal: AbortSignal) {
    return this.#options.sources.measure(folderOf(await this.#service(name)), signal);
  }

  /** The name of its container, if that runs. */
  async #running(name: string): Promise<string | undefined> {
    const { engine, facts } = this.#options;
    const { labId } = facts();
    const question = { labId, images: [], containerNames: [], networkNames: [] };
    const { containers } = await engine.observe(question);
    const isIt = ({ ours, name: container, state }: ObservedContainer): boolean =>
      ours && container === containerName(labId, name) && state === 'running';
    return containers.some(isIt) ? containerName(labId, name) : undefined;
  }
}

/** By their names in a sentence. */
const mostNamed = 20;

function notesOf(
  name: string,
  {
    notTransactional,
    withoutHistory,
    accounts,
  }: Pick<Awaited<ReturnType<DatabaseDumps['estimate']>>, 'notTransactional' | 'withoutHistory' | 'accounts'>,
): readonly string[] {
  const notes: string[] = [];
  if (notTransactional.length > 0)
    notes.push(
      `In ${name} these tables are as they were while they were written out, not at one moment: ${firstOf(notTransactional)}.`,
    );
  if (withoutHistory.length > 0)
    notes.push(
      `In ${name} the former rows of these tables are not taken, as one of the lab’s tables counts them by transactions: ${firstOf(withoutHistory)}.`,
    );
  if (accounts > 0)
    notes.push(
      `Of ${name} the passwords of ${counted(accounts, 'account')} that people made are not taken: once restored, nobody gets in by them before somebody gives them a password.`,
    );
  return notes;
}

/** An application may keep hundreds. */
function firstOf(tables: readonly string[]): string {
  const named = tables.slice(0, mostNamed).join(', ');
  return tables.length > mostNamed ? `${named} and ${tables.length - mostNamed} more` : named;
}

/** Where the database keeps its data. */
export function folderOf({ name, spec }: DesiredService): string {
  const mount = spec.mounts.find(({ target }) => target === dataTarget);
  if (mount === undefined) throw new Error(`${name} keeps its data nowhere`);
  return mount.source;
}
