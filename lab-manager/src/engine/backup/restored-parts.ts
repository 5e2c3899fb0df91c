import { basename, join } from 'node:path';
import { partOfName, type PartOnDisk } from '../../core/backup/restore-parts.ts';
import { databaseSecret } from '../../core/desired/database-secret.ts';
import { scratchDatabase } from '../../core/desired/scratch-database.ts';
import type { Scratch } from '../../core/desired/scratch.ts';
import type { DumpedDatabase } from '../../core/model/backup.ts';
import type { DesiredService } from '../../core/model/desired-state.ts';
import type { HostFacts } from '../../core/model/host-facts.ts';
import type { Job } from '../../core/model/job.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { EnvironmentName } from '../../core/model/lab-file.ts';
import type { Generations, LabFiles } from '../../core/ports.ts';
import { sourceWord } from '../../jobs/sentences.ts';
import type { PartsSource } from './parts-source.ts';

export interface RestoredPartsOptions {
  source: PartsSource;
  generations: Generations;
  facts(): HostFacts;
  files: Pick<LabFiles, 'ensureDirectory' | 'createSecret'>;
  /** The server of a database, as it is desired now, or will be with what is restored or enabled; undefined: it can't be. */
  databaseNamed(service: string): DesiredService | undefined;
}

const never = new AbortController().signal;

/** What a job makes anew: of what, where it lies meanwhile, and in which container a database of it runs. */
export class RestoredParts {
  readonly #options: RestoredPartsOptions;

  constructor(options: RestoredPartsOptions) {
    this.#options = options;
  }

  async all(job: Job): Promise<readonly PartOnDisk[]> {
    const { source } = this.#options;
    return source.parts(job, await source.manifest(job, never));
  }

  async named(job: Job, name: string): Promise<PartOnDisk> {
    const found = (await this.all(job)).find((one) => one.name === name);
    if (found === undefined) throw new Error(`the job ${job.id} has no part ${name}`);
    return found;
  }

  /** Throws `backup.not_in_snapshot`. */
  async dumped(job: Job, service: string): Promise<DumpedDatabase> {
    const { databases } = await this.#options.source.manifest(job, never);
    const found = databases.find((one) => one.service === service);
    if (found !== undefined) return found;
    throw new LabError('backup.not_in_snapshot', `There is no database ${service} in ${sourceWord(job)}.`, {
      hint: 'Restore from another snapshot, which labctl backup list tells, or from another export.',
    });
  }

  /** Throws `service.unknown`. */
  database(name: string): DesiredService {
    const found = this.#options.databaseNamed(name);
    if (found !== undefined) return found;
    throw new LabError('service.unknown', `This lab can have no ${name} now, so it can’t be restored.`, {
      hint: 'Enable its environment, apply, and restore again.',
    });
  }

  /** Of a brick that comes with what is restored nothing was made yet, nor of what is switched off. What is there stays as it is. */
  async ensureSecret(name: string): Promise<void> {
    const { files, facts } = this.#options;
    const { folder, password } = databaseSecret(facts().home, name);
    await files.ensureDirectory(folder);
    await files.createSecret(password);
  }

  /** What was made of a part, absolute. */
  madeAt(job: Job, { environment, generation }: PartOnDisk): Promise<string> {
    return this.#options.generations.partAt(environment, job.id, generation);
  }

  /** Empty, and absolute: where what is made of a part comes to lie. */
  empty(job: Job, { environment, generation }: PartOnDisk): Promise<string> {
    return this.#options.generations.emptyPart(environment, job.id, generation);
  }

  /** A database of its own, on what is made of the part. */
  async server(job: Job, part: PartOnDisk, service: string): Promise<Scratch> {
    return scratchDatabase(this.#options.facts(), this.database(service), await this.madeAt(job, part));
  }

  /** Empty, and absolute: where the dump comes to lie that a database is loaded from. */
  emptyDumps(job: Job, part: PartOnDisk): Promise<string> {
    return this.#options.generations.emptyPart(part.environment, job.id, dumpsPart(part));
  }

  /** The dump that a database is loaded from, absolute. */
  async dumpAt(job: Job, part: PartOnDisk, { file }: DumpedDatabase): Promise<string> {
    const folder = await this.#options.generations.partAt(part.environment, job.id, dumpsPart(part));
    return join(folder, basename(file));
  }
}

/** Beside what is loaded from it, on the same disk; it never takes anything's place. */
const dumpsPart = ({ generation, database = '' }: PartOnDisk) => ({
  ...generation,
  name: `dump-${database}`,
  path: join(generation.path, '..', `dump-${database}`),
  mode: 0o700,
});

/** The database that the environment's glab works with. */
export function ownDatabase(home: string, environment: EnvironmentName): PartOnDisk {
  const part = partOfName(home, `${environment}-db`);
  if (part === undefined) throw new Error(`${environment} has no database`);
  return part;
}
