import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { isKept, type Figure } from './figure.ts';
import { codelab } from './codelab.ts';
import { exports } from './exports.ts';
import { labBackups } from './lab-backups.ts';
import { journalWrites } from './journal-writes.ts';
import { labUp } from './lab-up.ts';
import { manager } from './manager.ts';
import { nothingToDo } from './nothing-to-do.ts';
import { planning } from './planning.ts';
import { asMarkdown, type Report } from './report.ts';
import { snapshots } from './snapshots.ts';

/** `npm run bench [-- NAME…]`: all figures in one run, or those of the named benches. */
const benches: Record<string, () => Figure[] | Promise<Figure[]>> = {
  planning,
  journal: () => journalWrites(import.meta.dirname),
  'nothing-to-do': nothingToDo,
  'lab-up': labUp,
  codelab,
  manager,
  snapshots,
  exports,
  'lab-backups': labBackups,
};

const results = join(import.meta.dirname, 'results');
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(benches, name));
if (unknown !== undefined)
  throw new Error(`there is no bench ${unknown}: ${Object.keys(benches).join(', ')}`);

const report: Report = {
  at: new Date().toISOString(),
  cores: cpus().length,
  loadAtStart: loadavg(),
  loadAtEnd: [],
  figures: [],
};
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`▶ ${name}`);
  report.figures.push(...(await bench()));
}
report.loadAtEnd = loadavg();

const text = asMarkdown(report);
console.log(text);
// Part of a run is for whoever works on it; only a whole one is kept.
if (wanted.length === 0) {
  await mkdir(results, { recursive: true });
  const json = await format(JSON.stringify(report), { parser: 'json', printWidth: 110 });
  await writeFile(join(results, `${report.at.slice(0, 10)}.json`), json);
  await writeFile(join(results, 'latest.md'), text);
}
process.exitCode = report.figures.every(isKept) ? 0 : 1;
