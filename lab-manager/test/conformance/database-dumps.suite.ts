import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { DumpDigest } from '../../src/core/model/backup.ts';
import type { DatabaseDumps } from '../../src/core/ports.ts';
import { refused } from '../support/refused.ts';

export interface DumpsBench {
  dumps: DatabaseDumps;
  /** A folder for dumps. */
  home: string;
  /** The container of a server without tables; two of them are there at a time. */
  empty(): Promise<string>;
  /** As a service would: these tables of the database `labstead`, with one column of text, and no others. */
  fill(container: string, tables: Readonly<Record<string, readonly string[]>>): Promise<void>;
  /** Another session holds this table for as long as `dump` goes on; what it is given soon gives up what says nothing. */
  whileLocked(
    container: string,
    table: string,
    dump: (dumps: DatabaseDumps) => Promise<unknown>,
  ): Promise<void>;
  /** What the same content comes to where another point release, built for other machines, writes it out. */
  byAnotherRelease(container: string): Promise<DumpDigest>;
}

const content = { note: ['one', "it's; two", ''], nothing: [], user: ['ada'] };
const nobody = () => undefined;

/** The obligations of whoever writes databases out and loads them. */
export function databaseDumpsSuite(bench: () => DumpsBench): void {
  const file = (name: string): string => join(bench().home, `${name}.sql`);
  /** What databases come to; where they lie in a file is the file's. */
  const said = ({ sha256, tables }: DumpDigest) => ({ sha256, tables });
  const filled = async (tables: Readonly<Record<string, readonly string[]>> = content) => {
    const container = await bench().empty();
    await bench().fill(container, tables);
    return container;
  };
  const digest = (container: string) => bench().dumps.digest(container, nobody);

  it('what is loaded from a dump comes to what the dump came to', async () => {
    const dumped = await bench().dumps.dump(await filled(), file('one'), nobody);
    const other = await bench().empty();
    let told = 0;
    await bench().dumps.load(other, file('one'), (bytes) => (told = bytes));
    expect(told).to.equal(dumped.bytes);
    expect(said(await digest(other))).to.deep.equal(said(dumped));
  });

  it('tells every table with its rows, those without any too, in the order of their names', async () => {
    const { tables } = await digest(await filled());
    expect(tables.map(({ name, rows }) => [name, rows])).to.deep.equal([
      ['labstead.note', 3],
      ['labstead.nothing', 0],
      ['labstead.user', 1],
    ]);
  });

  it('another row is another digest of its table, and of nothing else', async () => {
    const container = await filled();
    const before = await digest(container);
    await bench().fill(container, { ...content, user: ['eve'] });
    const after = await digest(container);
    expect(after.sha256).to.equal(before.sha256);
    expect(after.tables.slice(0, 2)).to.deep.equal(before.tables.slice(0, 2));
    expect(after.tables[2]?.sha256).to.not.equal(before.tables[2]?.sha256);
  });

  it('a table more, be it empty, is another digest of what is beside the rows', async () => {
    const container = await filled();
    const before = await digest(container);
    await bench().fill(container, { ...content, zebra: [] });
    const after = await digest(container);
    expect(after.sha256).to.not.equal(before.sha256);
    expect(after.tables.slice(0, 3)).to.deep.equal(before.tables);
  });

  it('another release of the server, or one for other machines, comes to the same', async () => {
    const container = await filled();
    expect(said(await bench().byAnotherRelease(container))).to.deep.equal(said(await digest(container)));
  });

  it('a dump is a whole file of as many bytes as it tells', async () => {
    let told = 0;
    const dumped = await bench().dumps.dump(await filled(), file('two'), (bytes) => (told = bytes));
    expect([told, dumped.bytes]).to.deep.equal([(await stat(file('two'))).size, told]);
    expect(existsSync(`${file('two')}.partial`)).to.equal(false);
  });

  it('one that is called off leaves no file', async () => {
    const gone = new AbortController();
    await refused('job.cancelled', async () =>
      bench().dumps.dump(await filled(), file('off'), () => gone.abort(), gone.signal),
    );
    expect([file('off'), `${file('off')}.partial`].map(existsSync)).to.deep.equal([false, false]);
  });

  it('one that waits for a table that another session locks is given up, and made once that has let go', async () => {
    const container = await filled();
    const wait = (dumps: DatabaseDumps) => dumps.dump(container, file('held'), nobody);
    await bench().whileLocked(container, 'note', async (dumps) => {
      const { message } = await refused('backup.dump_failed', () => wait(dumps));
      expect(message).to.contain('Nothing came out of');
    });
    expect([file('held'), `${file('held')}.partial`].map(existsSync)).to.deep.equal([false, false]);
    expect((await wait(bench().dumps)).tables).to.have.length(3);
  });

  it('what breaks off is not loaded, nor anything into a server that holds tables', async () => {
    await bench().dumps.dump(await filled(), file('whole'), nobody);
    const text = await readFile(file('whole'));
    await writeFile(file('broken'), text.subarray(0, -5));
    const other = await bench().empty();
    const load = (name: string) => bench().dumps.load(other, file(name), nobody);
    await refused('backup.load_failed', () => load('broken'));
    await load('whole');
    await refused('backup.load_failed', () => load('whole'));
  });

  it('an estimate names the server as its dump does', async () => {
    const container = await filled();
    const { serverVersion } = await bench().dumps.dump(container, file('three'), nobody);
    const estimate = await bench().dumps.estimate(container);
    expect([estimate.serverVersion, estimate.notTransactional]).to.deep.equal([serverVersion, []]);
  });
}
