import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DumpDigest } from '../../src/core/model/backup.ts';
import type { DatabaseDumps } from '../../src/core/ports.ts';
import { cancelled } from '../../src/adapters/docker/docker-error.ts';
import { dumpStalled, loadFailed } from '../../src/adapters/docker/dumps/dump-errors.ts';
import { wholeFile } from '../../src/adapters/files/whole-file.ts';
import type { FakeEngine } from './fake-engine.ts';
import type { FakeUses } from './fake-uses.ts';

/** Rows by table; what a row is, is its text. */
export type FakeTables = Readonly<Record<string, readonly string[]>>;

type Estimate = Awaited<ReturnType<DatabaseDumps['estimate']>>;

const target = '/var/lib/mysql';
const content = 'content.json';
const last = '-- Dump completed';

/**
 * Databases whose content is a file in the real folder that their container has: so it goes where that folder goes. Each use
 * passes `uses`, which may let it fail or end with the manager.
 */
export class FakeDatabaseDumps implements DatabaseDumps {
  /** Of all servers here. */
  serverVersion = '10.11.14-MariaDB';
  /** What a server says that no dump of it can hold. Throw: it doesn't answer. */
  says: (container: string) => Partial<Pick<Estimate, 'notTransactional' | 'withoutHistory' | 'accounts'>> =
    () => ({});
  /** What a server has beside its tables: views and the like. */
  beside: (container: string) => string = () => '';
  /** A container of whose tables somebody locks one. */
  locked: string | undefined;
  readonly #engine: () => Pick<FakeEngine, 'folderOf'>;
  readonly #uses: FakeUses;

  constructor(engine: () => Pick<FakeEngine, 'folderOf'>, uses: FakeUses) {
    this.#engine = engine;
    this.#uses = uses;
  }

  /** As its services left them; `folder` is where a database keeps its data. */
  static async fill(folder: string, tables: FakeTables): Promise<void> {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, content), JSON.stringify(tables));
  }

  static async read(folder: string): Promise<FakeTables> {
    try {
      return JSON.parse(await readFile(join(folder, content), 'utf8')) as FakeTables;
    } catch {
      return {};
    }
  }

  async dump(
    container: string,
    file: string,
    onBytes: (bytes: number) => void,
    signal?: AbortSignal,
  ): Promise<DumpDigest & { serverVersion: string }> {
    await this.#uses.reach(`dump:${container}`);
    if (container === this.locked) throw dumpStalled(container, 600_000);
    const text = await this.#text(container);
    await wholeFile(file, async (write) => {
      await write([Buffer.from(text)]);
      onBytes(Buffer.byteLength(text));
      if (signal?.aborted) throw cancelled(`write out ${container}`);
    });
    await this.#uses.reach(`dump:${container}.written`);
    return { ...digestOf(text, this.beside(container)), serverVersion: this.serverVersion };
  }

  async digest(container: string, onBytes: (bytes: number) => void): Promise<DumpDigest> {
    await this.#uses.reach(`digest:${container}`);
    const text = await this.#text(container);
    onBytes(Buffer.byteLength(text));
    return digestOf(text, this.beside(container));
  }

  async load(container: string, file: string, onBytes: (bytes: number) => void): Promise<void> {
    await this.#uses.reach(`load:${container}`);
    const folder = this.#engine().folderOf(container, target);
    const text = await readFile(file, 'utf8');
    const lines = text.trimEnd().split('\n');
    if (lines.at(-1) !== last || Object.keys(await FakeDatabaseDumps.read(folder)).length > 0)
      throw loadFailed(container, 'the dump is not whole, or the server is not empty');
    await FakeDatabaseDumps.fill(folder, tablesIn(lines));
    onBytes(Buffer.byteLength(text));
    await this.#uses.reach(`load:${container}.loaded`);
  }

  async estimate(container: string): Promise<Estimate> {
    const { length } = await this.#text(container);
    const { notTransactional = [], withoutHistory = [], accounts = 0 } = this.says(container);
    return { bytes: length, notTransactional, withoutHistory, accounts, serverVersion: this.serverVersion };
  }

  async #text(container: string): Promise<string> {
    const tables = await FakeDatabaseDumps.read(this.#engine().folderOf(container, target));
    const lines = Object.entries(tables)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .flatMap(([name, rows]) => [`-- Table ${name}`, ...rows]);
    return `-- Server version ${this.serverVersion}\n${lines.map((line) => `${line}\n`).join('')}${last}\n`;
  }
}

function tablesIn(lines: readonly string[]): FakeTables {
  const tables: Record<string, string[]> = {};
  let rows: string[] = [];
  for (const line of lines.slice(1, -1)) {
    const [, name] = /^-- Table (.+)$/.exec(line) ?? [];
    if (name === undefined) rows.push(line);
    else tables[name] = rows = [];
  }
  return tables;
}

/** As of the real ones: rows are their table's, and what a line says about the server is none of what a database comes to. */
function digestOf(text: string, beside: string): DumpDigest {
  const lines = text.trimEnd().split('\n');
  const around = [...lines.filter((line) => line.startsWith('-- Table ')), beside].join('\n');
  const tables = Object.entries(tablesIn(lines)).map(([name, rows]) => ({
    name,
    rows: rows.length,
    sha256: sha256(rows.join('\n')),
  }));
  return { bytes: Buffer.byteLength(text), sha256: sha256(around), tables };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
