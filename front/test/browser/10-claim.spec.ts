import { expect } from 'chai';
import { visit, type Visitor } from './support/browser.ts';
import { lab, owner } from './support/lab.ts';
import { look } from './support/look.ts';

describe('errand: claim the lab', () => {
  let visitor: Visitor;

  beforeEach(async () => {
    visitor = await visit();
  });
  afterEach(function () {
    return visitor.leave(this.currentTest);
  });

  const fill = async (password = owner.password) => {
    const { page } = visitor;
    await page.getByLabel('Your name').fill(owner.name);
    await page.getByLabel('E-mail').fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('Password again').fill(password);
  };
  const claim = () => visitor.page.getByRole('button', { name: 'Claim the lab' }).click();

  it('a visitor of an unclaimed lab is told where its link is', async () => {
    const { page, watcher } = visitor;
    watcher.expectStatus(401);
    await page.goto(`${lab.url}/jobs`);
    await page.getByText('The installer printed a link').waitFor();
    expect(new URL(page.url()).pathname).to.equal('/claim');
    await look(page, 'claim-without-token');
  });

  it('a form that is not complete says what is wrong with each field', async () => {
    const { page } = visitor;
    await page.goto(`${lab.url}/claim#token=${lab.setupToken}`);
    await fill('too short');
    await page.getByLabel('Password again').fill('different');
    await claim();
    await page.getByText('3 more characters are needed.').waitFor();
    await page.getByText('The two passwords are not the same.').waitFor();
    await look(page, 'claim-incomplete');
  });

  it('a wrong token is refused in words', async () => {
    const { page, watcher } = visitor;
    watcher.expectStatus(400, 401, 403);
    await page.goto(`${lab.url}/claim#token=${'0'.repeat(lab.setupToken.length)}`);
    await fill();
    await claim();
    await page.getByRole('alert').getByText('token').first().waitFor();
    await page.getByLabel('Set-up token').waitFor();
    await look(page, 'claim-wrong-token');
  });

  it('the right one makes its bearer the owner, and leaves the address bar at once', async () => {
    const { page } = visitor;
    await page.goto(`${lab.url}/claim#token=${lab.setupToken}`);
    await page.getByText('Set-up token read from the link.').waitFor();
    expect(page.url()).to.equal(`${lab.url}/claim`);
    await look(page, 'claim');
    await fill();
    await claim();
    await page.getByRole('heading', { name: 'Status', level: 1 }).waitFor();
    await page.getByText(`${owner.name} (owner)`).waitFor();
  });

  it('a second claim is impossible', async () => {
    const { page } = visitor;
    await page.goto(`${lab.url}/claim#token=${lab.setupToken}`);
    await page.getByRole('heading', { name: 'This lab has an owner already' }).waitFor();
    await look(page, 'claimed');
    const again = await page.evaluate(
      async (body) => {
        const reply = await fetch('/api/v1/claim', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        return reply.status;
      },
      { token: lab.setupToken, name: 'Eve', email: 'eve@example.org', password: owner.password },
    );
    visitor.watcher.expectStatus(410);
    expect(again).to.equal(410);
  });
});
