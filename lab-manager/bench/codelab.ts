import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { browse } from '../test/support/browse.ts';
import { until } from '../test/support/host-lab.ts';
import { InstalledLab } from '../test/support/installed-lab.ts';
import { median, type Figure } from './figure.ts';
import { wholeLab } from './whole-lab.ts';

const owner = { email: 'ada@lab.example', name: 'Ada', password: 'a long enough password' };
const times = 3;
const run = promisify(execFile);

/**
 * From the wish to have it started to an editor on the screen, in Chromium, by a person who is signed in; and from a saved
 * change of a brick's task to the moment in which dev names it.
 */
export async function codelab(): Promise<Figure[]> {
  const lab = await InstalledLab.install({ dev: false });
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    await browse(lab, 'POST', '/api/v1/claim', { body: { ...owner, token: lab.setupToken } });
    const password = await lab.write('password', owner.password);
    await done(lab, 'login', '--email', owner.email, '--password-file', password);
    await done(lab, 'config', 'set', await lab.write('lab.yaml', wholeLab));
    await done(lab, 'apply');
    const page = await browser.newPage({ ignoreHTTPSErrors: true });
    await signIn(page, lab);
    const taken: number[] = [];
    for (let time = 0; time < times; time += 1) {
      await done(lab, 'stop', 'dev-codelab');
      taken.push(await usable(page, lab));
    }
    const seen = await changes(lab);
    return [
      seconds('codelab, from its start to the editor on the screen', 15, taken),
      seconds('a saved change of a task, until dev shows it', 10, seen),
    ];
  } finally {
    await browser.close();
    await lab.remove();
  }
}

async function usable(page: Page, lab: InstalledLab): Promise<number> {
  await page.goto('about:blank');
  const began = performance.now();
  await done(lab, 'start', 'dev-codelab');
  await open(page, lab.urlOf('codelab.lab.localhost'));
  return performance.now() - began;
}

/**
 * A browser on the lab's own machine drops what it is loading when a network interface comes, as one does with a container
 * that starts. It asks again then, while the clock runs.
 */
async function open(page: Page, url: string): Promise<void> {
  const workbench = page.locator('.monaco-workbench .part.statusbar');
  await until('the workbench is on the screen', () =>
    page
      .goto(url)
      .then(() => workbench.waitFor({ timeout: 15_000 }))
      .then(
        () => true,
        () => false,
      ),
  );
}

async function changes(lab: InstalledLab): Promise<number[]> {
  const inCodelab = (...argv: string[]) => run('docker', ['exec', `${lab.labId}-dev-codelab`, ...argv]);
  await inCodelab('dev', 'new', 'sample');
  await until('dev has the brick', async () => (await titles(lab)).length > 0);
  const taken: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const title = `Changed ${time}`;
    const began = performance.now();
    await inCodelab(
      'sed',
      '-i',
      `s/@task("[^"]*")/@task("${title}")/`,
      '/workspace/bricks/sample/src/sample/tasks.py',
    );
    await until(`dev shows “${title}”`, async () => (await titles(lab)).includes(title), 60_000);
    taken.push(performance.now() - began);
  }
  return taken;
}

async function titles(lab: InstalledLab): Promise<string[]> {
  const { items } = await lab.labctlJson<{ items: { id: string; title: string }[] }>(
    'task',
    'list',
    '--env',
    'dev',
  );
  return items.filter(({ id }) => id.startsWith('sample.')).map(({ title }) => title);
}

function seconds(name: string, most: number, taken: readonly number[]): Figure {
  const from = taken.map((time) => `${(time / 1000).toFixed(1)} s`).join(', ');
  return { name, value: median(taken) / 1000, unit: 's', most, from };
}

async function signIn(page: Page, lab: InstalledLab): Promise<void> {
  await page.goto(lab.url);
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await until('the console is open', async () => !page.url().includes('sign-in'));
}

async function done(lab: InstalledLab, ...argv: string[]): Promise<void> {
  const { status, stdout, stderr } = await lab.labctl(...argv);
  if (status !== 0) throw new Error(`labctl ${argv.join(' ')}: exit status ${status}\n${stdout}${stderr}`);
}
