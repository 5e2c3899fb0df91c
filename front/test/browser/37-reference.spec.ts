import { expect } from 'chai';
import { visit, type Visitor } from './support/browser.ts';
import { lab } from './support/lab.ts';
import { look } from './support/look.ts';
import { signIn } from './support/sign-in.ts';

/** It is downloaded and built meanwhile. */
const slow = 180_000;

describe('errand: have reference data, do without it, and delete it', () => {
  let visitor: Visitor;

  beforeEach(async () => {
    visitor = await visit();
    await signIn(visitor.page);
  });
  afterEach(function () {
    return visitor.leave(this.currentTest);
  });

  const card = () => visitor.page.getByRole('region', { name: 'Reference database' });

  async function setBiota(mode: 'on' | 'off'): Promise<void> {
    const { page } = visitor;
    await page.getByRole('link', { name: 'Lab file' }).click();
    const editor = page.getByLabel('Lab file, YAML');
    const text = (await editor.inputValue()).replace(/^biota:.*\n/m, '').trimEnd();
    await editor.fill(`${text}\nbiota: { mode: ${mode} }\n`);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('The file is right.').waitFor();
    await page.getByRole('button', { name: /Save as version/ }).click();
    await page.getByText(/Saved as version/).waitFor();
    await page.getByRole('link', { name: 'Status', exact: true }).click();
  }

  it('says whose data it is, and what an apply would fetch; the apply fetches it', async () => {
    const { page } = visitor;
    await setBiota('on');
    await page.getByText(/^fetch the reference data ncbi-organisms .*public domain/).waitFor();
    await page.getByRole('button', { name: 'Apply' }).click({ timeout: slow });
    await card().getByText('Built and ready to be read').waitFor({ timeout: slow });
    await page.locator('tr[data-service="biota-db"]').getByText('Running').waitFor({ timeout: slow });
    await look(page, 'reference');
    expect(await card().getByRole('button').count()).to.equal(0);
  });

  it('offers what nothing uses any more for deletion, and asks by name and size before it is gone', async () => {
    const { page } = visitor;
    await setBiota('off');
    await page.getByText(/^remove container biota-db/).waitFor();
    await page.getByRole('button', { name: 'Apply' }).click({ timeout: slow });
    await page.locator('tr[data-service="biota-db"]').waitFor({ state: 'detached', timeout: slow });
    await card().getByText('Used by no brick').waitFor({ timeout: slow });
    await look(page, 'reference-unused');
    await page
      .getByRole('region', { name: 'Needs attention' })
      .getByRole('button', { name: /^Delete ncbi-organisms/ })
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/ncbi-organisms 2017\.1 \([\d.]+ MiB on the disk\)/).waitFor();
    await look(page, 'reference-deletion-asks');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await card().waitFor({ state: 'detached', timeout: slow });
    const left = await page.evaluate(async () => {
      const reply = await fetch('/api/v1/reference');
      return ((await reply.json()) as { generations: unknown[] }).generations;
    });
    expect(left).to.deep.equal([]);
    expect(page.url()).to.equal(`${lab.url}/`);
  });
});
