import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeDatabaseDumps } from '../support/fake-database-dumps.ts';
import { FakeUses } from '../support/fake-uses.ts';
import { databaseDumpsSuite, type DumpsBench } from './database-dumps.suite.ts';

describe('conformance/database-dumps: in memory', () => {
  let bench: DumpsBench;
  let home = '';

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'labstead-dumps-'));
    const folderOf = (container: string): string => join(home, container);
    const dumps = new FakeDatabaseDumps(() => ({ folderOf }), new FakeUses());
    let made = 0;
    bench = {
      dumps,
      home,
      empty: async () => `server${(made += 1)}`,
      fill: (container, tables) =>
        FakeDatabaseDumps.fill(
          folderOf(container),
          Object.fromEntries(Object.entries(tables).map(([name, rows]) => [`labstead.${name}`, rows])),
        ),
      async whileLocked(container, _table, dump) {
        dumps.locked = container;
        await dump(dumps);
        dumps.locked = undefined;
      },
      async byAnotherRelease(container) {
        dumps.serverVersion = '10.11.16-MariaDB-ubu2404';
        return dumps.digest(container, () => undefined);
      },
    };
  });
  afterEach(() => rmSync(home, { recursive: true }));

  databaseDumpsSuite(() => bench);
});
