import { expect } from 'chai';
import type { ServiceStatus } from '../../../../src/core/model/lab-status.ts';
import { codeOf } from '../../../support/code-of.ts';
import { cookiesOf, type CallReply } from '../../../support/http-call.ts';
import { consoleOrigin, password, prodOrigin, useApi } from '../../../support/use-api.ts';

const navigate = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none', accept: 'text/html' };
const who = 'Stopped since 20:00 by Ada.';

describe('api/sso: while the front, which has the lab’s pages, does not answer', () => {
  const bench = useApi();

  function front(wanted: ServiceStatus['wanted'], rest: ServiceStatus['wanted'] = 'running'): void {
    const [glab] = bench.lab.current.services;
    const message = wanted === 'stopped' ? who : undefined;
    const edge = { ...glab!, name: 'edge', environment: undefined };
    const one = {
      ...glab!,
      name: 'front',
      environment: undefined,
      state: 'stopped',
      wanted,
      message,
    } as const;
    // As one critical problem has it, whatever is stopped.
    bench.lab.tell({ state: 'degraded', services: [{ ...glab!, wanted: rest }, one, edge] });
  }

  /** As the edge asks in place of the console. */
  const door = (address = '/', cookie?: string): Promise<CallReply> =>
    bench.call(`/sso/closed?to=${encodeURIComponent(address)}`, {
      headers: { ...navigate, ...(cookie === undefined ? {} : { cookie }) },
    });

  /** Sends the page's only form as a browser would. */
  function send(page: CallReply, filled: object, more: Record<string, string> = {}): Promise<CallReply> {
    const [, action = ''] = /<form method="post" action="([^"]+)">/.exec(page.text) ?? [];
    const [, to = ''] = /name="to" value="([^"]*)"/.exec(page.text) ?? [];
    return bench.call(action, {
      method: 'POST',
      body: new URLSearchParams({ ...filled, to: to.replaceAll('&amp;', '&') }).toString(),
      headers: {
        ...navigate,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/x-www-form-urlencoded',
        ...more,
      },
    });
  }
  const jobs = () => bench.store.journal.list({ limit: 9, before: undefined });

  it('tells nobody in particular that the lab is stopped, not by whom, and offers to sign in', async () => {
    front('stopped', 'stopped');
    const page = await door();
    expect(page.status).to.equal(503);
    expect(page.text).to.contain('<h1>The lab is stopped</h1>').and.to.contain('labctl start');
    expect(page.text).to.contain('type="password"').and.not.to.contain('Ada');
    expect(page.headers['content-security-policy']).to.contain("form-action 'self'");
    expect(page.headers['cache-control']).to.equal('no-store');
  });

  it('signs in there, tells since when and by whom, and starts the lab for whoever may', async () => {
    front('stopped', 'stopped');
    const user = await bench.addUser('operator');
    const signedIn = await send(await door(), { email: user.email, password });
    expect(signedIn.status).to.equal(200);
    expect(signedIn.text).to.contain('content="0;url=/"');
    const cookie = `__Host-lab_session=${cookiesOf(signedIn)['__Host-lab_session'] ?? ''}`;
    const page = await door('/', cookie);
    expect(page.text).to.contain(who).and.to.contain('Start the lab</button>');
    const started = await send(page, {}, { cookie });
    expect(started.status).to.equal(503);
    expect(started.text).to.contain('This page goes on by itself.').and.to.contain('content="3;url=/"');
    expect(jobs()[0]).to.deep.include({ kind: 'start', params: { target: 'lab' } });
    expect(jobs()[0]?.requestedBy).to.deep.include({ actor: user.id, via: 'console' });
    expect(bench.audit().map(({ action, result }) => [action, result])).to.deep.include.members([
      ['signIn', 'ok'],
      ['newJob', 'ok'],
    ]);
  });

  it('starts only the pages where the rest of the lab runs', async () => {
    front('stopped');
    const cookie = await bench.signIn('owner');
    const page = await door('/jobs?state=failed', cookie);
    expect(page.text).to.contain('The lab’s own pages are stopped').and.to.contain('labctl start front');
    const started = await send(page, {}, { cookie });
    expect(jobs()[0]?.params).to.deep.equal({ target: 'front' });
    expect(started.text).to.contain('url=/jobs?state=failed');
  });

  it('gives whoever may not start it no button, and no start either', async () => {
    front('stopped');
    const owner = await bench.signIn('owner');
    const page = await door('/', owner);
    const viewer = await bench.signIn('viewer');
    expect((await door('/', viewer)).text)
      .to.contain(who)
      .and.not.to.contain('<form');
    const reply = await send(page, {}, { cookie: viewer });
    expect(reply.status).to.equal(403);
    expect(reply.headers['content-type']).to.contain('text/html');
    expect(reply.text).to.contain('The role viewer may not do this.').and.not.to.contain('<form');
    expect(bench.audit().at(0)).to.deep.include({ action: 'newJob', result: 'refused' });
    expect((await send(page, {})).text, 'signed out meanwhile').to.contain('type="password"');
    expect(jobs()).to.deep.equal([]);
  });

  it('signs nobody in with a wrong password, and says so above the form', async () => {
    front('stopped');
    const user = await bench.addUser('owner');
    const reply = await send(await door(), { email: user.email, password: 'wrong password 1' });
    expect(reply.status).to.equal(401);
    expect(reply.text).to.contain('The address or the password is wrong.').and.to.contain('type="password"');
    expect(reply.headers['set-cookie']).to.equal(undefined);
    expect(bench.audit().at(0)).to.deep.include({ action: 'signIn', result: 'refused' });
  });

  it('tells a person what is wrong with what was filled in, and nothing of an API', async () => {
    front('stopped');
    const reply = await send(await door(), { email: 'ada@lab.example', password: '' });
    expect(reply.status).to.equal(400);
    expect(reply.text).to.contain('The password is empty.').and.to.contain('type="password"');
    expect(reply.text).not.to.match(/API|openapi/i);
    expect((await bench.call('/sso/closed?to=%2Fa&to=%2Fb', { headers: navigate })).text).to.contain(
      '<h1>The lab’s own pages are stopped</h1>',
    );
  });

  it('ends the session that came along with a sign-in, as the console’s own does', async () => {
    front('stopped');
    const planted = await bench.signIn('viewer');
    const page = await door();
    const user = await bench.addUser('owner');
    const signedIn = await send(page, { email: user.email, password }, { cookie: planted });
    expect(signedIn.status).to.equal(200);
    expect((await door('/', planted)).text)
      .to.contain('type="password"')
      .and.not.to.contain(who);
  });

  it('takes neither form from another site', async () => {
    front('stopped');
    const cookie = await bench.signIn('owner');
    for (const page of [await door(), await door('/', cookie)])
      for (const site of ['same-site', 'cross-site', 'none'])
        expect(codeOf(await send(page, {}, { cookie, 'sec-fetch-site': site }))).to.equal(
          'request.cross_site',
        );
    expect(jobs()).to.deep.equal([]);
  });

  it('leads on to where the sign-in was asked for, and to nobody else’s host', async () => {
    front('stopped');
    const user = await bench.addUser('owner');
    const next = `/sso?environment=prod&nonce=${'a'.repeat(64)}&to=%2Ftasks`;
    const addresses = [
      [`/sign-in?next=${encodeURIComponent(next)}`, next],
      ['/start/prod?to=%2Ftasks', '/start/prod?to=%2Ftasks'],
      [`${consoleOrigin}/jobs`, '/jobs'],
      [`${consoleOrigin}/sign-in?next=${encodeURIComponent(next)}`, next],
      [`${consoleOrigin}//evil.example/`, '/'],
      [`${consoleOrigin}.evil.example/`, '/'],
      ['//evil.example/', '/'],
      ['/sign-in?next=https%3A%2F%2Fevil.example', '/'],
      ['/sso/closed?to=%2F', '/'],
    ] as const;
    for (const [address, to] of addresses) {
      const reply = await send(await door(address), { email: user.email, password });
      expect(reply.text.replaceAll('&amp;', '&'), address).to.contain(`content="0;url=${to}"`);
    }
  });

  it('says that it comes back by itself where nobody stopped it, and asks again', async () => {
    front('running');
    const { text } = await door();
    expect(text).to.contain('do not answer').and.to.contain('content="3;url=/"').and.not.to.contain('<form');
  });

  it('says on the hosts of environments where to go, and asks for nothing there', async () => {
    front('stopped');
    const { host } = new URL(prodOrigin);
    const { status, text } = await bench.call('/.lab-auth/closed?to=%2Ftasks', {
      headers: { ...navigate, host },
    });
    expect(status).to.equal(503);
    expect(text).to.contain('href="https://lab.localhost:8443"').and.not.to.contain('<form');
    expect(text).not.to.contain('Ada');
    expect((await bench.call('/sso/closed', { headers: { ...navigate, host } })).status).to.equal(421);
  });
});
