import { join } from 'node:path';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { artifacts, visit, type Visitor } from './support/browser.ts';
import { lab, prodUrl } from './support/lab.ts';
import { look } from './support/look.ts';
import { penguins } from './support/penguins.ts';
import { signIn } from './support/sign-in.ts';

const slow = 150_000;
const devUrl = lab.url.replace('://', '://dev.');
const codelabUrl = lab.url.replace('://', '://codelab.');

/** Runs a task of the editor by its name: it has to be on offer before it is taken. */
async function runTask(editor: Page, name: string): Promise<void> {
  const palette = editor.locator('.quick-input-widget');
  await editor.keyboard.press('Control+P');
  await palette.locator('.quick-input-filter input').pressSequentially(`task ${name}`, { delay: 20 });
  await palette.locator('.monaco-list-row.focused').filter({ hasText: name }).waitFor();
  await editor.keyboard.press('Enter');
}

describe('errand: a brick, from the editor to development, and production untouched', () => {
  let visitor: Visitor;

  beforeEach(async () => {
    visitor = await visit();
    await signIn(visitor.page);
  });
  afterEach(function () {
    return visitor.leave(this.currentTest);
  });

  /** Whether that environment's page of tasks offers it. */
  const offers = async (url: string, task: string): Promise<boolean> => {
    await visitor.page.goto(`${url}/tasks`);
    await visitor.page.getByText('Describe a table').first().waitFor();
    return (await visitor.page.getByText(task).count()) > 0;
  };

  it('a task of the editor lays out a brick, whose task is in development soon after, and not in production', async () => {
    const { page, context } = visitor;
    await page.locator('tr[data-service="dev-codelab"]').getByText('Running').waitFor({ timeout: slow });
    const alone = await context.browser()!.newContext({ storageState: await context.storageState() });
    const editor = await alone.newPage();
    try {
      await editor.goto(codelabUrl);
      await editor.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
      await runTask(editor, 'dev: new brick');
      const asked = editor.locator('.quick-input-widget').getByText('Its name');
      await asked.waitFor();
      await editor.keyboard.type('wordy');
      await editor.keyboard.press('Enter');
      await asked.waitFor({ state: 'hidden' });
      const deadline = Date.now() + 60_000;
      while (!(await offers(devUrl, 'Count a word'))) {
        expect(Date.now(), 'until development offers it').to.be.lessThan(deadline);
      }
    } finally {
      await editor.screenshot({ path: join(artifacts, 'codelab-new-brick.png') });
      await alone.close();
    }
    await look(page, 'dev-task-of-the-brick');
    expect(await offers(prodUrl, 'Count a word')).to.equal(false);
  });

  it('a reset empties development, keeps the brick, and leaves production as it was', async () => {
    const { page } = visitor;
    const inProduction = async () => {
      await page.goto(`${prodUrl}/`);
      const links = page.locator('td a[href^="/resources/"]');
      await links.first().waitFor();
      return links.evaluateAll((all) =>
        all.map((link) => `${link.textContent} ${link.getAttribute('href') ?? ''}`),
      );
    };
    const before = await inProduction();
    await page.goto(`${devUrl}/`);
    await page.getByTestId('file-input').setInputFiles(penguins.file);
    await page.locator('[data-upload="done"]').waitFor();

    await page.goto(`${lab.url}/`);
    await page.getByRole('button', { name: 'Reset development…' }).click({ timeout: slow });
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('My lab');
    await dialog.getByRole('button', { name: 'Reset development' }).click();
    await page.getByText('Dev is empty').first().waitFor({ timeout: slow });
    await look(page, 'dev-was-reset');

    await page.goto(`${devUrl}/`);
    await page.getByText('No resources yet').waitFor({ timeout: slow });
    expect(await offers(devUrl, 'Count a word')).to.equal(true);
    expect(await inProduction()).to.deep.equal(before);
  });
});
