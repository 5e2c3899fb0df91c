import { expect } from 'chai';
import { visit, type Visitor } from './support/browser.ts';
import { lab, prodUrl } from './support/lab.ts';
import { look } from './support/look.ts';
import { fillSignIn, signIn } from './support/sign-in.ts';

describe('errand: leave, and come back', () => {
  let visitor: Visitor;

  beforeEach(async () => {
    visitor = await visit();
    visitor.watcher.expectStatus(401);
  });
  afterEach(function () {
    return visitor.leave(this.currentTest);
  });

  it('a wrong password is refused in words', async () => {
    const { page } = visitor;
    await page.goto(`${lab.url}/sign-in`);
    await look(page, 'sign-in');
    await fillSignIn(page, 'not the password');
    await page.getByRole('alert').waitFor();
    expect(new URL(page.url()).pathname).to.equal('/sign-in');
    await look(page, 'sign-in-wrong');
  });

  it('signing out ends the session here and in production', async () => {
    const { page } = visitor;
    await signIn(page);
    const other = await visitor.context.newPage();
    await other.goto(prodUrl);
    await other.getByRole('heading', { name: 'Resources', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto(`${lab.url}/jobs`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await other.reload();
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(new URL(other.url()).origin).to.equal(lab.url);
  });

  it('who asked for production first gets there after signing in', async () => {
    const { page } = visitor;
    await page.goto(`${prodUrl}/scenarios`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await fillSignIn(page);
    await page.getByRole('heading', { name: 'Scenarios' }).waitFor();
    expect(page.url()).to.equal(`${prodUrl}/scenarios`);
  });

  it('a sign-in never leads to another site', async () => {
    const { page } = visitor;
    await page.goto(`${lab.url}/sign-in?next=${encodeURIComponent('//example.org/')}`);
    await fillSignIn(page);
    await page.getByRole('heading', { name: 'Status', level: 1 }).waitFor();
    expect(new URL(page.url()).origin).to.equal(lab.url);
  });

  it('colours follow the system until a person chooses, and the choice is kept', async () => {
    const { page } = visitor;
    await page.goto(`${lab.url}/sign-in`);
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await page.getByRole('radio', { name: 'Dark colours' }).check();
    const dark = await background();
    expect(dark).not.to.equal(light);
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await background()).to.equal(dark);
  });

  it('the keyboard alone is enough to sign in', async () => {
    const { page } = visitor;
    await page.goto(`${lab.url}/sign-in`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).to.equal('Skip to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('ada@example.org');
    await page.keyboard.press('Tab');
    await page.keyboard.type('four unrelated browser words');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Status', level: 1 }).waitFor();
  });
});
