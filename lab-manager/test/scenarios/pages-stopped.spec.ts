import { expect } from 'chai';
import { browse, type Answer } from '../support/browse.ts';
import { until } from '../support/host-lab.ts';
import { InstalledLab } from '../support/installed-lab.ts';

/** Whoever stops the lab in its console starts it there, with nothing but a browser. */
describe('scenario: the lab’s pages are stopped', function () {
  this.timeout(300_000);
  const owner = { email: 'ada@lab.example', name: 'Ada', password: 'a long enough password' };
  let lab: InstalledLab;

  before(async () => {
    lab = await InstalledLab.install({ dev: false });
    await browse(lab, 'POST', '/api/v1/claim', { body: { ...owner, token: lab.setupToken } });
    const password = await lab.write('password', owner.password);
    await lab.labctl('login', '--email', owner.email, '--password-file', password);
    await until('the lab runs', async () => (await lab.labctl('status')).status === 0, 120_000);
  });
  after(() => (lab as InstalledLab | undefined)?.remove());

  const open = (address: string, cookie = ''): Promise<Answer> =>
    browse(lab, 'GET', address, {
      headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none', cookie },
    });
  const send = (action: string, filled: Record<string, string>, cookie = ''): Promise<Answer> =>
    browse(lab, 'POST', action, {
      body: new URLSearchParams(filled).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-mode': 'navigate', cookie },
    });
  const actionOf = ({ text }: Answer): string => /<form method="post" action="([^"]+)"/.exec(text)?.[1] ?? '';
  const cookieOf = ({ headers }: Answer): string =>
    [headers['set-cookie'] ?? []]
      .flat()
      .find((one) => one.startsWith('__Host-lab_session='))
      ?.split(';')[0] ?? '';

  it('must say so to whoever comes, sign them in where the sign-in itself is stopped, and start the lab', async () => {
    expect((await lab.labctl('stop')).status).to.equal(0);
    const sent = await open(lab.urlOf('prod.lab.localhost') + '/tasks');
    expect(sent.status, 'the gate of prod').to.equal(302);
    const turned = await open(String(sent.headers['location']));
    const page = await open(String(turned.headers['location']));
    expect(page.text).to.contain('The lab is stopped').and.not.to.contain('Ada');
    const to = /name="to" value="([^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(to).to.match(/^\/sso\?environment=prod&/);
    const signedIn = await send(actionOf(page), { email: owner.email, password: owner.password, to });
    expect(signedIn.text).to.contain('You are signed in as Ada.');
    const cookie = cookieOf(signedIn);
    const mine = await open('/', cookie);
    expect(mine.text)
      .to.match(/Stopped since .* by Ada\./)
      .and.to.contain('Start the lab</button>');
    expect((await send(actionOf(mine), { to: '/' }, cookie)).text).to.contain('will start');
    await until('the console is there again', async () => (await open('/', cookie)).status === 200, 120_000);
    await until('the lab runs', async () => (await lab.labctl('status')).status === 0, 120_000);
  });

  it('must say on an environment’s host, to whoever is signed in there, where to go', async () => {
    // The start of before may not have ended yet.
    await until('they are stopped', async () => (await lab.labctl('stop', 'front')).status === 0, 120_000);
    const { token } = JSON.parse(
      (
        await browse(lab, 'POST', '/api/v1/login', {
          body: { email: owner.email, password: owner.password, tokenName: 'test' },
        })
      ).text,
    ) as { token: string };
    const page = await browse(lab, 'GET', lab.urlOf('prod.lab.localhost') + '/tasks', {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(page.text).to.contain('The lab’s own pages are stopped').and.to.contain(`href="${lab.url}"`);
    expect(page.text).to.not.contain('Bad Gateway');
  });
});
