import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dockerEngine } from '../../src/adapters/docker/docker-engine.ts';
import { databaseDumps } from '../../src/adapters/docker/dumps/database-dumps.ts';
import { configHash } from '../../src/core/desired/config-hash.ts';
import { database } from '../../src/core/desired/database.ts';
import { owners } from '../../src/core/desired/owners.ts';
import { scratchDatabase } from '../../src/core/desired/scratch-database.ts';
import { scratchNetwork } from '../../src/core/desired/scratch.ts';
import type { ContainerEngine, DatabaseDumps } from '../../src/core/ports.ts';
import { aLabFile, someFacts } from './builders/a-lab-file.ts';
import { runDirectory, testRun, testRunLabel } from './reaper.ts';
import type { TestEngine } from './test-engine.ts';

/** Real database servers as a restore makes them, of a lab of their own. */
export class TestDatabases {
  readonly labId = `t${randomBytes(4).toString('hex')}`;
  readonly home: string;
  readonly engine: ContainerEngine;
  readonly dumps: DatabaseDumps;
  /** The same, of which a dump that says nothing for three seconds is given up. */
  readonly impatient: DatabaseDumps;
  readonly socketPath: string;
  readonly #api: TestEngine['api'];

  private constructor(at: TestEngine, home: string) {
    const options = { labId: this.labId, dataRoot: home, socketPath: at.socketPath };
    this.home = home;
    this.socketPath = at.socketPath;
    this.engine = dockerEngine(options);
    this.dumps = databaseDumps(options);
    this.impatient = databaseDumps({ ...options, limits: { dumpStall: 3000 } });
    this.#api = at.api;
  }

  static async open(at: TestEngine): Promise<TestDatabases> {
    await mkdir(runDirectory(), { recursive: true });
    return new TestDatabases(at, await mkdtemp(join(runDirectory(), 'databases-')));
  }

  /** An empty one that answers; the name of its container. */
  async start(name: string): Promise<string> {
    const facts = someFacts({ labId: this.labId, home: this.home });
    const folder = join(this.home, name);
    const secrets = join(this.home, 'state/secrets/prod-db');
    await mkdir(folder, { recursive: true });
    await mkdir(secrets, { recursive: true });
    await writeFile(join(secrets, 'password'), 'a password of tests', { mode: 0o400 });
    for (const path of [folder, secrets, join(secrets, 'password')])
      await chown(path, owners.database.uid, owners.database.gid);
    const { spec, startTimeoutSeconds } = scratchDatabase(facts, database(aLabFile(), facts, 'prod'), folder);
    const container = `${this.labId}-${name}`;
    const labels = { ...spec.labels, [testRunLabel]: testRun };
    const own = { ...spec, name: container, labels };
    const network = scratchNetwork(facts, 'prod');
    await this.engine.createNetwork({ ...network, labels: { ...network.labels, [testRunLabel]: testRun } });
    await this.engine.createContainer(own, configHash(own), 'job1');
    await this.engine.startContainer(container);
    await this.engine.waitHealthy(container, startTimeoutSeconds);
    return container;
  }

  async sql(container: string, statement: string): Promise<string> {
    const argv = [
      'mariadb',
      '--skip-column-names',
      '--default-character-set=utf8mb4',
      '--execute',
      statement,
    ];
    const { exitCode, stdout, stderr } = await this.engine.exec(container, [...argv, 'labstead'], 300);
    if (exitCode !== 0) throw new Error(stderr);
    return stdout.trim();
  }

  /** A session of its own locks this table, until what this answers is called. */
  async hold(container: string, table: string): Promise<() => Promise<void>> {
    const session = this.sql(container, `LOCK TABLES ${table} WRITE; SELECT SLEEP(240)`).catch(() => '');
    const find = () =>
      this.sql(
        container,
        "SELECT id FROM information_schema.processlist WHERE info LIKE '%SLEEP(240)' AND id <> CONNECTION_ID()",
      );
    let id = '';
    for (let look = 0; id === '' && look < 100; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      id = await find();
    }
    return async () => {
      await this.sql(container, `KILL ${id}`);
      await session;
    };
  }

  /** Programs of this name that run in it. */
  async running(container: string, program: string): Promise<number> {
    const look = 'cat /proc/[0-9]*/comm 2>/dev/null | grep -cx -- "$1" || true';
    const { stdout } = await this.engine.exec(container, ['sh', '-c', look, 'look', program], 20);
    return Number(stdout.trim());
  }

  kill(container: string): Promise<unknown> {
    return this.#api.post(`/containers/${container}/kill`);
  }

  async close(): Promise<void> {
    await rm(this.home, { recursive: true, force: true });
  }
}
