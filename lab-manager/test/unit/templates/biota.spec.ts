import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { parseLabFile } from '../../../src/core/labfile/parse-lab-file.ts';
import { shippedReference } from '../../../src/core/reference/shipped.ts';

const run = promisify(execFile);
const biota = join(import.meta.dirname, '../../../../templates/biota');
const excerpt = join(import.meta.dirname, '../../data/ncbi');

/** The recipe of templates/biota/README.md, on a few of the lines that the shipped set was made of. */
describe('templates/biota', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labstead-biota-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function made(): Promise<string> {
    await run(join(biota, 'from-ncbi-data'), [excerpt, join(folder, 'dump')]);
    return (await run(join(biota, 'from-taxdump'), [join(folder, 'dump')])).stdout;
  }

  const rows = (sql: string): string[] =>
    sql.split('\n').flatMap((line) => (line.startsWith('(') ? [line.replace(/[,;]$/, '')] : []));

  it('the recipe makes the rows that are shipped, of the lines they were made of', async () => {
    const shipped = new Set(rows(await readFile(join(biota, 'ncbi-organisms.sql'), 'utf8')));
    const found = rows(await made());
    expect(found).to.have.length(4 + 4 * 64 + 4);
    expect(found.filter((row) => !shipped.has(row))).to.deep.equal([]);
    expect(found.find((row) => row.includes("'Homo sapiens'"))).to.match(
      /^\(9606,'Homo sapiens','human',1,2,'PRI','/,
    );
  });

  it('quotes and backslashes in a name stay what they are', async () => {
    await run(join(biota, 'from-ncbi-data'), [excerpt, join(folder, 'dump')]);
    const lineages = join(folder, 'dump/fullnamelineage.dmp');
    await writeFile(lineages, (await readFile(lineages, 'utf8')).replace('Homo sapiens', "Homo's \\ kin"));
    const { stdout } = await run(join(biota, 'from-taxdump'), [join(folder, 'dump')]);
    expect(stdout).to.include("(9606,'Homo''s \\\\ kin',");
  });

  it('a dump that is not whole is told, and nothing is made of it', async () => {
    const error = await run(join(biota, 'from-taxdump'), [folder]).catch((it: { stderr: string }) => it);
    expect(error.stderr).to.match(/nodes\.dmp is missing/);
  });

  it('what describe prints is a lab file’s own words, once licence and origin are said', async () => {
    const file = join(biota, 'ncbi-organisms.sql');
    const url = 'https://data.example.org/ncbi-organisms.sql';
    const { stdout } = await run(join(biota, 'describe'), [file, 'ncbi-organisms', '2017.1', url]);
    const parsed = parseLabFile(`name: Lab\n${stdout}`);
    if (!('ok' in parsed)) throw new Error(JSON.stringify(parsed.problems));
    const { name, version, bytes, builtBytes, sha256 } = shippedReference;
    expect(parsed.ok.biota.set).to.include({ name, version, url, bytes, builtBytes, sha256 });
  });

  it('what is packed is described by the packed file, and built as large as the plain one', async () => {
    const packed = join(folder, 'a.sql.gz');
    await writeFile(packed, gzipSync(await readFile(join(biota, 'ncbi-organisms.sql'))));
    const { stdout } = await run(join(biota, 'describe'), [
      packed,
      'a',
      '1',
      'https://data.example.org/a.sql.gz',
    ]);
    const parsed = parseLabFile(`name: Lab\n${stdout}`);
    if (!('ok' in parsed)) throw new Error(JSON.stringify(parsed.problems));
    expect(parsed.ok.biota.set?.builtBytes).to.equal(shippedReference.builtBytes);
    expect(parsed.ok.biota.set?.bytes).to.be.lessThan(shippedReference.bytes / 3);
  });

  it('the lab file of the README is one', async () => {
    const readme = await readFile(join(biota, 'README.md'), 'utf8');
    const yaml = /```yaml\n([^]*?)```/.exec(readme)?.[1]?.replace('…', 'ab'.repeat(32)) ?? '';
    expect(parseLabFile(`name: Lab\n${yaml}`)).to.have.property('ok');
  });
});
