import { join } from 'node:path';
import { expect } from 'chai';
import { artifacts, visit, type Visitor } from './support/browser.ts';
import { lab } from './support/lab.ts';
import { look } from './support/look.ts';
import { signIn } from './support/sign-in.ts';

const slow = 150_000;
const devUrl = lab.url.replace('://', '://dev.');
const codelabUrl = lab.url.replace('://', '://codelab.');

/** A new lab has it: nobody switched anything on. */
describe('errand: from the console to development and its editor', () => {
  let visitor: Visitor;

  beforeEach(async () => {
    visitor = await visit();
    await signIn(visitor.page);
  });
  afterEach(function () {
    return visitor.leave(this.currentTest);
  });

  it('development says on every page that it is development, and has nothing of production', async () => {
    const { page } = visitor;
    await page.locator('tr[data-service="dev-glab"]').getByText('Running').waitFor({ timeout: slow });
    await page.getByRole('link', { name: 'Open development' }).click();
    await page.getByRole('heading', { name: 'Resources', level: 1 }).waitFor();
    expect(new URL(page.url()).origin).to.equal(devUrl);
    const isDevelopment = async () => {
      await page.locator('span[data-environment="dev"]').getByText('Development').waitFor();
      expect(await page.title()).to.contain('Development data lab');
    };
    await isDevelopment();
    // Production has some by now.
    await page.getByText('No resources yet').waitFor();
    await look(page, 'dev-resources');
    for (const [name, there] of [
      ['Run a task', 'Describe a table'],
      ['Scenarios', 'No scenarios yet'],
    ] as const) {
      await page.getByRole('link', { name, exact: true }).first().click();
      await page.getByRole('heading', { name, level: 1 }).waitFor();
      await page.getByText(there).first().waitFor();
      await isDevelopment();
      await look(page, `dev-${name.toLowerCase().replaceAll(' ', '-')}`);
    }
  });

  it('the codelab opens from there by its name, signed in, and offers nothing that a lab hasn’t', async () => {
    const { page, context } = visitor;
    await page.locator('tr[data-service="dev-codelab"]').getByText('Running').waitFor({ timeout: slow });
    expect(await page.getByRole('link', { name: 'Open the codelab' }).getAttribute('href')).to.contain(
      codelabUrl,
    );
    // In a browser of the same person that nobody watches: the editor has its own ideas of what to complain about.
    const alone = await context.browser()!.newContext({ storageState: await context.storageState() });
    try {
      const editor = await alone.newPage();
      await editor.goto(codelabUrl);
      await editor.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
      expect(new URL(editor.url()).origin).to.equal(codelabUrl);
      // It can reach no such service, and asks for none.
      await editor.getByText('Build with Agent').waitFor({ state: 'hidden', timeout: 20_000 });
      await editor.screenshot({ path: join(artifacts, 'codelab.png') });
    } finally {
      await alone.close();
    }
  });

  it('a reset of development asks for the lab’s name first', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: 'Reset development…' }).click({ timeout: slow });
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Reset development' }).isDisabled()).to.equal(true);
    await look(page, 'dev-reset');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });
});
