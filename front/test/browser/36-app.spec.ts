import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { artifacts, visit, type Visitor } from './support/browser.ts';
import { lab } from './support/lab.ts';
import { look } from './support/look.ts';
import { penguins } from './support/penguins.ts';
import { signIn } from './support/sign-in.ts';

const slow = 150_000;
const name = 'labstead_explorer';
const shipped = join(import.meta.dirname, '../../../bricks', name);

describe('errand: open an app of a brick from the console', () => {
  let visitor: Visitor;

  beforeEach(async () => {
    visitor = await visit();
    await signIn(visitor.page);
  });
  afterEach(function () {
    return visitor.leave(this.currentTest);
  });

  const row = () => visitor.page.locator('tr[data-service="prod-app-labstead-explorer-tables"]');

  it('a brick that was laid into production shows its app, which waits to be opened', async () => {
    await cp(shipped, join(lab.bricks, name), { recursive: true });
    await row().getByRole('link', { name: 'Open Table explorer' }).waitFor({ timeout: slow });
    await row().getByText('It starts when somebody opens it.').waitFor();
    await look(visitor.page, 'app-offered');
    // Production takes new tasks in when it starts.
    const glab = visitor.page.locator('tr[data-service="prod-glab"]');
    await glab.getByRole('button', { name: 'Restart prod-glab' }).click();
    await visitor.page.getByRole('dialog').getByRole('button', { name: 'Restart' }).click();
    await glab.getByText('Running').waitFor({ state: 'detached', timeout: slow });
    await glab.getByText('Running').waitFor({ timeout: slow });
  });

  it('what a task published is in the app, which starts when it is opened and knows who reads', async () => {
    const { page, context } = visitor;
    visitor.watcher.expectStatus(503);
    await page.getByRole('link', { name: 'Open production' }).click({ timeout: slow });
    await page.getByTestId('file-input').setInputFiles(penguins.file);
    await page.locator('[data-upload="done"]').waitFor();
    await page.getByRole('link', { name: 'Run a task on it' }).click();
    await page.getByRole('link', { name: 'Choose Publish a table' }).click();
    await page.getByRole('button', { name: 'Run' }).click();
    await page.locator('[data-status="succeeded"]').waitFor({ timeout: slow });

    await page.goto(lab.url);
    await row().getByRole('link', { name: 'Open Table explorer' }).click();
    await page.getByRole('heading', { name: 'Table explorer is starting' }).waitFor();
    // It asks again every other second: too short for a closer look.
    await page.screenshot({ path: join(artifacts, 'app-starting.png') });
    await page.getByRole('heading', { name: 'Tables', level: 1 }).waitFor({ timeout: slow });
    expect(new URL(page.url()).hostname).to.match(/^app-/);
    await look(page, 'app-tables');
    await page
      .getByRole('link', { name: /penguins/i })
      .first()
      .click();
    await page.getByLabel('Your note').fill('Seen from the console');
    await page.getByRole('button', { name: 'Add note' }).click();
    await page.getByText(/Ada Lovelace, /).waitFor();
    await look(page, 'app-note');

    const stranger = await context.browser()!.newContext();
    try {
      const theirs = await stranger.newPage();
      await theirs.goto(page.url());
      expect(new URL(theirs.url()).origin).to.equal(lab.url);
      await theirs.getByRole('button', { name: 'Sign in' }).waitFor();
    } finally {
      await stranger.close();
    }
  });

  it('goes with its brick', async () => {
    await rm(join(lab.bricks, name), { recursive: true });
    await row().waitFor({ state: 'detached', timeout: slow });
  });
});
