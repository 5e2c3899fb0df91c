import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { visit, type Visitor } from './support/browser.ts';
import { prodUrl } from './support/lab.ts';
import { look } from './support/look.ts';
import { penguins } from './support/penguins.ts';
import { signIn } from './support/sign-in.ts';

async function downloaded(page: Page, link: Locator): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return readFile(await download.path(), 'utf8');
}

describe('errand: from a table to a result, in production', () => {
  let visitor: Visitor;

  beforeEach(async () => {
    visitor = await visit();
    await signIn(visitor.page);
    await visitor.page.getByRole('link', { name: 'Open production' }).click({ timeout: 150_000 });
    await visitor.page.getByRole('heading', { name: 'Resources', level: 1 }).waitFor();
  });
  afterEach(function () {
    return visitor.leave(this.currentTest);
  });

  const upload = async (file: string | { name: string; mimeType: string; buffer: Buffer }) => {
    await visitor.page.getByTestId('file-input').setInputFiles(file);
    await visitor.page.locator('[data-upload="done"]').waitFor();
  };

  it('the page says that it is production, and what to do first', async () => {
    const { page } = visitor;
    expect(new URL(page.url()).origin).to.equal(prodUrl);
    await page.locator('span[data-environment="prod"]').getByText('Production').waitFor();
    await page.getByRole('button', { name: 'Upload a file' }).waitFor();
    await look(page, 'prod-empty');
  });

  it('a table is uploaded, described, and its result downloaded', async () => {
    const { page } = visitor;
    await upload(penguins.file);
    await look(page, 'prod-uploaded');
    await page.getByRole('link', { name: 'Run a task on it' }).click();
    await look(page, 'prod-tasks');
    await page.getByRole('link', { name: 'Choose Describe a table' }).click();
    await page.getByRole('button', { name: 'Run' }).waitFor();
    await look(page, 'prod-task');
    await page.getByRole('button', { name: 'Run' }).click();
    await page.locator('[data-status="succeeded"]').waitFor({ timeout: 120_000 });
    await page.getByRole('columnheader', { name: 'mean' }).waitFor();
    await look(page, 'prod-scenario');

    const result = await downloaded(page, page.getByRole('link', { name: /^Download: .*-columns\.csv$/ }));
    const [header = '', ...rows] = result
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(','));
    const row = rows.find(([name]) => name === 'body_mass_g') ?? [];
    expect(Number(row[[...header].indexOf('mean')])).to.be.closeTo(penguins.mean('body_mass_g'), 0.001);
    expect(Number(row[[...header].indexOf('missing')])).to.equal(2);
  });

  it('what comes out is what went in, and where it came from is told', async () => {
    const { page } = visitor;
    await page.getByRole('table').getByRole('link', { name: 'penguins.csv' }).first().click();
    await page
      .getByRole('region', { name: 'Preview: penguins.csv' })
      .getByText('Torgersen')
      .first()
      .waitFor();
    await look(page, 'prod-resource');
    expect(await downloaded(page, page.getByRole('link', { name: 'Download' }))).to.equal(penguins.text);
    await page.getByRole('link', { name: 'Resources' }).first().click();
    await look(page, 'prod-resources');
    await page.getByRole('link', { name: 'Made by a scenario' }).first().click();
    await page.getByText('How it was made').waitFor();
  });

  it('a table that is none fails in words, with its line', async () => {
    const { page } = visitor;
    const broken = Buffer.from(`a,b,c\n${'1,2,3\n'.repeat(50)}4,5,6,7,8\n`);
    await upload({ name: 'broken.csv', mimeType: 'text/csv', buffer: broken });
    await page.getByRole('link', { name: 'Run a task on it' }).click();
    await page.getByRole('link', { name: 'Choose Describe a table' }).click();
    await page.getByRole('button', { name: 'Run' }).click();
    await page.locator('[data-status="failed"]').waitFor({ timeout: 60_000 });
    await page
      .getByText(/line 52/i)
      .first()
      .waitFor();
    await look(page, 'prod-failed');
    await page.getByRole('link', { name: 'Scenarios' }).first().click();
    await page.getByRole('table').getByText('Failed').waitFor();
    await look(page, 'prod-scenarios');
  });

  it('a large upload is paused, survives a reload and goes on', async () => {
    const { page } = visitor;
    const folder = await mkdtemp(join(tmpdir(), 'labstead-browser-'));
    const large = join(folder, 'large.bin');
    await writeFile(large, Buffer.alloc(45_000_000, 7));
    // A slow line, so that there is time to press a button.
    const line = await visitor.context.newCDPSession(page);
    const speed = (bytes: number) =>
      line.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 5,
        downloadThroughput: -1,
        uploadThroughput: bytes,
      });
    await speed(4_000_000);
    const input = page.getByTestId('file-input');
    await input.setInputFiles(large);
    await page.getByText(/left$/).waitFor();
    await page.getByRole('button', { name: 'Pause: large.bin' }).click();
    await page.locator('[data-upload="paused"]').waitFor();
    await look(page, 'prod-paused');
    page.once('dialog', (dialog) => void dialog.accept());
    await page.reload();
    const unfinished = page.getByRole('region', { name: 'Unfinished uploads' });
    await unfinished.getByText('large.bin', { exact: true }).waitFor();
    await look(page, 'prod-unfinished');
    await speed(-1);
    const begun: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') begun.push(request.url());
    });
    await unfinished.locator('input[type="file"]').setInputFiles(large);
    await page.locator('[data-upload="done"]').waitFor({ timeout: 60_000 });
    expect(begun, 'it goes on, and is not begun anew').to.deep.equal([]);
    await page.getByRole('table').getByText('45 MB').first().waitFor();
    await rm(folder, { recursive: true });
  });

  it('nothing is deleted before its name was typed', async () => {
    const { page } = visitor;
    await page.getByRole('table').getByRole('link', { name: 'broken.csv' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Delete' }).isDisabled()).to.equal(true);
    await look(page, 'prod-delete');
    await dialog.getByRole('textbox').fill('broken.csv');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Resources', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'broken.csv', exact: true }).waitFor({ state: 'detached' });
  });
});
