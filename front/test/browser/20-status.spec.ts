import { expect } from 'chai';
import { visit, type Visitor } from './support/browser.ts';
import { lab } from './support/lab.ts';
import { look } from './support/look.ts';
import { signIn } from './support/sign-in.ts';

const startup = 150_000;

describe('errand: see the lab run, and look after it', () => {
  let visitor: Visitor;

  beforeEach(async () => {
    visitor = await visit();
    await signIn(visitor.page);
  });
  afterEach(function () {
    return visitor.leave(this.currentTest);
  });

  const service = (name: string) => visitor.page.locator(`tr[data-service="${name}"]`);

  it('the services come up without a reload', async () => {
    const { page } = visitor;
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByText('Everything works').waitFor({ timeout: startup });
    for (const name of ['front', 'prod-db', 'prod-glab']) {
      await service(name).getByText('Running').waitFor({ timeout: startup });
    }
    await page.getByText('Nothing: the lab is as its file says.').waitFor();
    await look(page, 'status');
  });

  it('a restart asks first, shows its steps live, and ends with an outcome', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: 'Restart prod-glab' }).click({ timeout: startup });
    const dialog = page.getByRole('dialog');
    await dialog.getByText('are interrupted').waitFor();
    await look(page, 'restart-asks');
    await dialog.getByRole('button', { name: 'Restart' }).click();
    await page.locator('[data-step]').first().waitFor();
    await page.getByRole('link', { name: 'Open job' }).click();
    await look(page, 'job-running');
    await page.locator('h1 ~ div').getByText('Succeeded').waitFor({ timeout: startup });
    expect(await page.locator('[data-step][data-state="planned"]').count()).to.equal(0);
    expect(await page.getByTestId('announcer').textContent()).to.contain('succeeded');
    await look(page, 'job-succeeded');
    await page.reload();
    await page.locator('h1 ~ div').getByText('Succeeded').waitFor();
    await page.getByRole('link', { name: 'Jobs', exact: true }).click();
    await page.getByRole('table').getByText('Succeeded').first().waitFor();
    await look(page, 'jobs');
  });

  it('the log of a service is followed, held and filtered', async () => {
    const { page } = visitor;
    await service('prod-glab').getByText('Running').waitFor({ timeout: startup });
    await page.getByRole('link', { name: 'Log of prod-glab' }).click();
    const log = page.getByRole('log');
    await log.getByText('ready').first().waitFor();
    await look(page, 'log');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Only lines with').fill('surely not in any line');
    await log.getByText('No line matches the filter.').waitFor();
    await page.getByLabel('Only lines with').fill('READY');
    await log.getByText('ready').first().waitFor();
    await page.getByLabel('Since').selectOption('An hour ago');
    await log.getByText('ready').first().waitFor();
    expect(page.url()).to.match(/text=READY&since=1h$/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).to.equal('prod-glab.log');
  });

  it('a wrong lab file is refused with the line of each mistake; a right one is saved and compared', async () => {
    const { page, watcher } = visitor;
    watcher.expectStatus(400, 422);
    await page.getByRole('link', { name: 'Lab file' }).click();
    const editor = page.getByLabel('Lab file, YAML');
    const text = await editor.inputValue();
    await editor.fill(`${text.trimEnd()}\nnonsense: true\n`);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('alert').getByText('nonsense').first().waitFor();
    await look(page, 'lab-file-wrong');

    await editor.fill(`# Looked at in the browser.\n${text}`);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('The file is right.').waitFor();
    await look(page, 'lab-file-checked');
    await page.getByRole('button', { name: /Save as version/ }).click();
    await page.getByText(/Saved as version/).waitFor();
    await page
      .getByRole('button', { name: /What changed in version/ })
      .first()
      .click();
    await page.getByText('+# Looked at in the browser.').waitFor();
    await look(page, 'lab-file-saved');

    // Back to the first: shown with what it would do, then saved as a version of its own.
    await page.getByRole('button', { name: 'Restore version 1', exact: true }).click();
    await page.getByText('This is the text of version 1, not saved yet.').waitFor();
    expect(await editor.inputValue()).to.equal(text);
    await page.getByText('The file is right.').waitFor();
    await look(page, 'lab-file-restored');
    await page.getByRole('button', { name: 'Save as version 3' }).click();
    await page.getByText(/Saved as version 3/).waitFor();
    await page.getByRole('cell', { name: '3', exact: true }).waitFor();

    // It waits for an apply, also where that changes nothing that runs.
    await page.getByRole('link', { name: 'Status', exact: true }).click();
    await page.getByText('Version 3 of the lab file was accepted and is not applied yet.').waitFor();
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await page.locator('[data-step]').first().waitFor();
    await page.getByText(/is not applied yet/).waitFor({ state: 'detached', timeout: startup });
  });

  it('a token is shown once, works, and works no more once revoked', async () => {
    const { page, context } = visitor;
    await page.getByRole('link', { name: 'Tokens' }).click();
    const name = `browser suite ${String(Date.now())}`;
    await page.getByLabel('What is it for?').fill(name);
    await page.getByRole('button', { name: 'Make token' }).click();
    const made = page.getByRole('status').filter({ hasText: name });
    const token = (await made.locator('code').textContent()) ?? '';
    await look(page, 'tokens');
    // A browser of its own: no cookie, only the token.
    const stranger = await context.browser()!.newContext();
    const program = await stranger.newPage();
    await program.goto(`${lab.url}/sign-in`);
    const status = () =>
      program.evaluate(
        async (authorization) => (await fetch('/api/v1/status', { headers: { authorization } })).status,
        `Bearer ${token}`,
      );
    expect(await status()).to.equal(200);
    await page.reload();
    expect(await page.content()).not.to.contain(token);
    await page.getByRole('button', { name: `Revoke ${name}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('cell', { name, exact: true }).waitFor({ state: 'detached' });
    expect(await status()).to.equal(401);
    await stranger.close();
  });

  it('an address without a page says so', async () => {
    const { page } = visitor;
    await page.goto(`${lab.url}/nowhere`);
    await page.getByRole('heading', { name: 'Page not found' }).waitFor();
    await look(page, 'not-found');
  });
});
