import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { add, countAsLine, nothing } from './count.ts';
import { runSuite, type SuiteResult } from './run-suite.ts';
import { schedule, withPrerequisites } from './schedule.ts';
import { suites } from './suites.ts';

const reports = resolve('reports');
const wanted = process.argv.slice(2);

if (wanted.includes('--list')) {
  for (const { name, command } of suites) console.log(`${name.padEnd(12)} ${command.join(' ')}`);
  process.exit(0);
}

const chosen = withPrerequisites(suites, wanted);
const results = await schedule(chosen, async (suite) => {
  console.log(`▶ ${suite.name}`);
  const result = await runSuite(suite, reports);
  await tell(result);
  return result;
});

const ran = new Set(results.map(({ suite }) => suite.name));
const notRun = chosen.filter(({ name }) => !ran.has(name));
for (const { name, after } of notRun)
  console.log(`✗ ${name}: not run, since one of ${after.join(', ')} failed`);

const total = add(results.map(({ count }) => count).reduce(add, nothing), {
  ...nothing,
  failed: notRun.length,
});
console.log(
  `load average at the end: ${loadavg()
    .map((value) => value.toFixed(2))
    .join(' ')}`,
);
console.log(countAsLine(total));
process.exitCode = total.failed === 0 ? 0 : 1;

async function tell({ suite, count, seconds, log, trouble }: SuiteResult): Promise<void> {
  const good = count.failed === 0;
  console.log(
    `${good ? '✓' : '✗'} ${suite.name}: ${countAsLine(count)} in ${seconds.toFixed(0)} s${trouble ? ` (${trouble})` : ''}`,
  );
  if (good) return;
  const output = await readFile(log, 'utf8');
  console.log(
    output
      .split('\n')
      .slice(-150)
      .map((line) => `    ${line}`)
      .join('\n'),
  );
}
