import { expect } from 'chai';
import { visit, type Visitor } from './support/browser.ts';
import { lab, prodUrl } from './support/lab.ts';
import { look } from './support/look.ts';
import { signIn } from './support/sign-in.ts';

const slow = 150_000;
const path = '/scenarios?status=all&q=a%26b#newest';

describe('errand: stop an environment, and come back to it by a link', () => {
  let visitor: Visitor;

  beforeEach(async () => {
    visitor = await visit();
    await signIn(visitor.page);
  });
  afterEach(function () {
    return visitor.leave(this.currentTest);
  });

  const environment = () => visitor.page.locator('tr[data-environment="prod"]');

  it('each environment says how it is and offers what can be asked of it', async () => {
    const { page } = visitor;
    await environment().getByText('Running', { exact: true }).waitFor({ timeout: slow });
    await environment().getByRole('button', { name: 'More prod' }).click();
    await page.getByRole('dialog').getByText('disable an environment in the lab file').waitFor();
    await look(page, 'environment-more');
    await page.getByRole('dialog').getByRole('button', { name: 'Uninstall' }).click();
    await page.getByText('Uninstall Production?').waitFor();
    await look(page, 'uninstall-asks');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  });

  it('a link into a stopped environment starts it and lands exactly where it meant to go', async () => {
    const { page, context } = visitor;
    // Signed in there before it is stopped, as somebody is who kept the link.
    const inside = await context.newPage();
    await inside.goto(prodUrl + path);
    await inside.getByRole('heading', { name: 'Scenarios', level: 1 }).waitFor({ timeout: slow });
    visitor.watcher.expectStatus(502, 503);
    await environment().getByRole('button', { name: 'Stop prod' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    await environment()
      .getByText(/^Stopped since .* by Ada Lovelace\.$/)
      .waitFor({ timeout: slow });
    await page.getByText('Runs as asked').waitFor();
    await look(page, 'status-stopped');

    const told = await inside.evaluate(async () => {
      const reply = await fetch('/api/v1/tasks');
      const { code } = (await reply.json()) as { code: string };
      return [reply.status, code, Number(reply.headers.get('retry-after')) > 0];
    });
    expect(told).to.deep.equal([503, 'environment.stopped', true]);

    await page.goto(prodUrl + path);
    await page.getByRole('heading', { name: 'Production is not running' }).waitFor();
    await page.getByText(/^Stopped since .* by Ada Lovelace\.$/).waitFor();
    expect(new URL(page.url()).origin).to.equal(lab.url);
    await look(page, 'start-page');
    await page.getByRole('button', { name: 'Start and open' }).click();
    // It is shown while it starts, which may be over before anybody had a close look.
    await page.locator('[data-step]').first().waitFor({ timeout: slow });
    await page.waitForURL(prodUrl + path, { timeout: slow });
    await page.getByRole('heading', { name: 'Scenarios', level: 1 }).waitFor({ timeout: slow });
  });

  it('a disabled environment asks for nobody’s patience, and enabling it brings it back', async () => {
    const { page } = visitor;
    await environment().getByRole('button', { name: 'More prod' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await environment().getByText('Disabled in the lab file; its data is kept.').waitFor({ timeout: slow });
    await look(page, 'status-disabled');
    await environment().getByRole('button', { name: 'Enable prod' }).click();
    await environment().getByText('Running', { exact: true }).waitFor({ timeout: slow });
  });
});
