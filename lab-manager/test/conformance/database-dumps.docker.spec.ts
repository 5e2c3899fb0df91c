import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DumpReader } from '../../src/adapters/docker/dumps/dump-reader.ts';
import { byAnotherRelease } from '../support/by-another-release.ts';
import { TestDatabases } from '../support/test-database.ts';
import { openEngine, type TestEngine } from '../support/test-engine.ts';
import { databaseDumpsSuite, type DumpsBench } from './database-dumps.suite.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

describe('conformance/database-dumps: a real server', function () {
  this.timeout(600_000);
  let engine: TestEngine;
  let databases: TestDatabases;
  let bench: DumpsBench;

  before(async () => {
    engine = await openEngine('host');
    databases = await TestDatabases.open(engine);
    const servers = [await databases.start('one'), await databases.start('other')];
    const emptied = (container: string) =>
      databases.sql(container, 'DROP DATABASE labstead; CREATE DATABASE labstead');
    const { dumps, home } = databases;
    bench = {
      dumps,
      home,
      async empty() {
        const [next = '', ...others] = servers;
        servers.splice(0, servers.length, ...others, next);
        await emptied(next);
        return next;
      },
      async fill(container, tables) {
        await emptied(container);
        for (const [name, rows] of Object.entries(tables)) {
          await databases.sql(container, `CREATE TABLE ${name} (t VARCHAR(100) PRIMARY KEY)`);
          for (const row of rows)
            await databases.sql(container, `INSERT INTO ${name} VALUES (${quoted(row)})`);
        }
      },
      async whileLocked(container, table, dump) {
        const letGo = await databases.hold(container, table);
        try {
          await dump(databases.impatient);
        } finally {
          await letGo();
        }
      },
      async byAnotherRelease(container) {
        const file = join(home, 'by-this-release.sql');
        await dumps.dump(container, file, () => undefined);
        const reader = new DumpReader();
        reader.add(Buffer.from(byAnotherRelease(await readFile(file, 'utf8'))));
        return reader.end();
      },
    };
  });
  after(async () => {
    await engine?.close();
    await databases?.close();
  });

  databaseDumpsSuite(() => bench);
});
