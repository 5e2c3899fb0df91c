import { expect } from 'chai';
import { visit, type Visitor } from './support/browser.ts';
import { lab } from './support/lab.ts';
import { look } from './support/look.ts';
import { signIn } from './support/sign-in.ts';

const slow = 300_000;

describe('errand: keep the lab, and bring production back', () => {
  let visitor: Visitor;

  beforeEach(async () => {
    visitor = await visit();
    await signIn(visitor.page);
    await visitor.page.getByRole('link', { name: 'Backups' }).click();
    await visitor.page.getByRole('heading', { name: 'Backups', level: 1 }).waitFor();
  });
  afterEach(function () {
    return visitor.leave(this.currentTest);
  });

  const row = () => visitor.page.locator('tr[data-repository="local"]');
  const newest = () => visitor.page.locator('tr[data-snapshot]').first();

  /** The page of the job that was just asked for, until it has ended well. */
  async function ended(): Promise<void> {
    const { page } = visitor;
    await page.waitForURL(/\/jobs\/[^/]+$/);
    const id = page.url().split('/').at(-1) ?? '';
    const stateNow = () =>
      page.evaluate(async (job) => {
        const reply = await fetch(`/api/v1/jobs/${job}?wait=20`);
        return ((await reply.json()) as { state: string }).state;
      }, id);
    let state = await stateNow();
    while (['queued', 'running'].includes(state)) state = await stateNow();
    expect(state).to.equal('succeeded');
    await page.getByRole('link', { name: 'Backups' }).click();
  }

  it('the repository that the lab file names is made, and its recovery code typed back', async () => {
    const { page } = visitor;
    visitor.watcher.expectStatus(422);
    await look(page, 'backups-none');
    await row().getByRole('button', { name: 'Make or open local…' }).click();
    await look(page, 'backups-add');
    await page.getByRole('dialog').getByRole('button', { name: 'Make or open' }).click();
    await row().getByText('Ready').waitFor({ timeout: slow });

    await row().getByRole('button', { name: 'New code for local…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Make a code' }).click();
    const code = await dialog.locator('code').first().innerText();
    await dialog
      .getByLabel('Type it back from paper')
      .fill(code.replace(/^./, (first) => (first === '0' ? '1' : '0')));
    await dialog.getByRole('button', { name: 'Check the code' }).click();
    await dialog.getByRole('alert').waitFor();
    // Not the code itself: the picture is kept.
    await dialog
      .locator('code')
      .first()
      .evaluate((shown) => (shown.textContent = 'XXXXX-XXXXX'));
    await look(page, 'backups-code');
    await dialog.getByLabel('Type it back from paper').fill(code.toLowerCase().replaceAll('-', ' '));
    await dialog.getByRole('button', { name: 'Check the code' }).click();
    await dialog.getByText('That code opens local.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await row().getByText('Typed back').waitFor();
  });

  it('a snapshot is made, and tried out beside the lab', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: 'Make a snapshot now' }).click();
    await ended();
    await newest().getByText('Good', { exact: true }).waitFor({ timeout: slow });
    await page.getByRole('button', { name: 'Try a restore out' }).click();
    await ended();
    await newest().getByText('Restore-tested').waitFor({ timeout: slow });
    await page.getByText(/^The newest good snapshot was made .* restored in a drill\.$/).waitFor();
    await look(page, 'backups');
  });

  it('what is in it can be looked into by keyboard alone, and a file kept', async () => {
    const { page } = visitor;
    await newest().getByRole('link').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^Snapshot of / }).waitFor();
    for (const name of ['environments', 'prod']) {
      await page.getByRole('button', { name, exact: true }).focus();
      await page.keyboard.press('Enter');
    }
    await page.getByRole('navigation', { name: 'Where you are' }).getByText('prod').waitFor();
    await look(page, 'backups-snapshot');
    await page.goto(`${page.url().split('?')[0] ?? ''}?folder=%2F`);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download lab.yaml' }).click(),
    ]);
    expect(file.suggestedFilename()).to.equal('lab.yaml');
    expect(await file.failure()).to.equal(null);
    expect(await page.getByText('state', { exact: true }).count()).to.equal(0);
  });

  it('production is restored after the lab’s name was typed, and taken back', async () => {
    const { page } = visitor;
    const name = await page.evaluate(async () => {
      const reply = await fetch('/api/v1/lab');
      return ((await reply.json()) as { name: string }).name;
    });
    await newest().getByRole('link').click();
    await page.getByRole('button', { name: 'Restore…', exact: true }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What to restore').selectOption('prod');
    await dialog.getByText(/until then it can be undone/).waitFor({ timeout: slow });
    await look(page, 'backups-restore');
    await dialog.getByLabel(`Type “${name}” to confirm`).fill(name);
    await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
    await ended();

    await page.getByText('prod was restored').waitFor();
    await look(page, 'backups-waiting');
    await page.getByRole('button', { name: 'Take it back: the restore of prod…' }).click();
    await page.getByRole('dialog').getByLabel(`Type “${name}” to confirm`).fill(name);
    await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
    await ended();
    await page.getByText('prod was restored').waitFor({ state: 'detached', timeout: slow });

    await page.getByRole('button', { name: 'Delete what was restored of prod…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete what was restored' }).click();
    await ended();
    await page.getByText('The restore of prod was taken back').waitFor({ state: 'detached', timeout: slow });
    expect(new URL(page.url()).origin).to.equal(lab.url);
  });
});
