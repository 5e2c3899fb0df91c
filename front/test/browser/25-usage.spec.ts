import { expect } from 'chai';
import { visit, type Visitor } from './support/browser.ts';
import { look } from './support/look.ts';
import { signIn } from './support/sign-in.ts';

const startup = 150_000;

describe('errand: see what the lab uses', () => {
  let visitor: Visitor;

  beforeEach(async () => {
    visitor = await visit();
    await signIn(visitor.page);
    await visitor.page.getByRole('link', { name: 'Usage', exact: true }).click();
  });
  afterEach(function () {
    return visitor.leave(this.currentTest);
  });

  const row = (subject: string) => visitor.page.locator(`tr[data-subject="${subject}"]`);

  it('every service stands beside its limits, and its figures move by themselves', async () => {
    const { page } = visitor;
    const memory = row('prod-db').getByLabel('Memory of prod-db');
    await memory.waitFor({ timeout: startup });
    expect(Number(await memory.getAttribute('value'))).to.be.within(0.001, 1);
    await row('prod-db')
      .getByText(/of 1 GiB/)
      .first()
      .waitFor();
    await row('prod').getByText('All of prod').waitFor();
    await page.getByRole('meter', { name: 'Processor (cores) of The whole machine' }).waitFor();
    const cells = () => page.locator('table').first().textContent();
    const before = await cells();
    const end = Date.now() + 20_000;
    while ((await cells()) === before && Date.now() < end) await page.waitForTimeout(500);
    expect(await cells()).to.not.equal(before);
  });

  it('the day is drawn, and can be read as a table; a link leads to the day of one service', async function () {
    this.timeout(300_000);
    const { page } = visitor;
    // The first point comes when the first whole minute is over.
    await page.locator('[data-chart="cpu"] canvas').waitFor({ timeout: 200_000 });
    for (const chart of ['memory', 'disk']) await page.locator(`[data-chart="${chart}"] canvas`).waitFor();
    await look(page, 'usage');

    await page.getByRole('link', { name: 'Day of prod-glab' }).click();
    await page.waitForURL(/of=prod-glab/);
    // The address is there before the page is.
    const shown = () => page.getByLabel('Show').inputValue();
    for (const end = Date.now() + 20_000; (await shown()) !== 'prod-glab' && Date.now() < end;)
      await page.waitForTimeout(100);
    expect(await shown()).to.equal('prod-glab');
    await page.getByRole('img', { name: /^Memory\. Used: .* at most / }).waitFor();
    await page.getByText('Memory: as a table, by hour').click();
    await page.getByRole('columnheader', { name: 'Used, most' }).waitFor();
    await look(page, 'usage-of-prod-glab');

    await page.getByLabel('Show').selectOption('prod');
    await page.waitForURL(/of=prod$/);
    // An environment's point needs that of each of its services: a minute in which one of them was started has none.
    for (const chart of ['cpu', 'memory', 'network'])
      await page.locator(`[data-chart="${chart}"] canvas`).waitFor({ timeout: 150_000 });
  });
});
