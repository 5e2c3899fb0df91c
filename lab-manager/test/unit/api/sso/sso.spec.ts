import { expect } from 'chai';
import { TokenBook } from '../../../../src/api/access/token-book.ts';
import { codeOf } from '../../../support/code-of.ts';
import { cookiesOf, type CallReply } from '../../../support/http-call.ts';
import {
  consoleOrigin,
  password,
  prodOrigin,
  useApi,
  type Bench,
  sessionHash,
} from '../../../support/use-api.ts';

const navigate = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none', accept: 'text/html' };

/** A person's browser before an environment's host, as far as the gate sees it. */
class Visitor {
  readonly cookies: Record<string, string> = {};
  readonly bench: Bench;
  readonly environment: string;

  constructor(bench: Bench, environment = 'prod') {
    this.bench = bench;
    this.environment = environment;
  }

  get host(): string {
    return `${this.environment}.lab.localhost:8443`;
  }

  /** A request to the environment's host, as the edge asks about it. */
  async gate(path = '/', headers: Record<string, string> = navigate, method = 'GET'): Promise<CallReply> {
    const reply = await this.bench.inside(`/forward-auth/${this.environment}`, {
      headers: {
        'x-forwarded-method': method,
        'x-forwarded-proto': 'https',
        'x-forwarded-host': this.host,
        'x-forwarded-uri': path,
        ...this.cookieHeader(),
        ...headers,
      },
    });
    Object.assign(this.cookies, cookiesOf(reply));
    return reply;
  }

  /** Follows a redirect to this host. */
  async land(address: string): Promise<CallReply> {
    const reply = await this.bench.call(pathIn(address), {
      headers: { host: this.host, ...navigate, ...this.cookieHeader() },
    });
    Object.assign(this.cookies, cookiesOf(reply));
    return reply;
  }

  /** All the way in: gate, console, callback. */
  async enter(console: string, path = '/'): Promise<CallReply> {
    const sent = await this.gate(path);
    const passed = await ask(this.bench, sent.headers.location ?? '', console);
    return this.land(passed.headers.location ?? '');
  }

  cookieHeader(): Record<string, string> {
    const pairs = Object.entries(this.cookies).filter(([, value]) => value !== '');
    return pairs.length === 0 ? {} : { cookie: pairs.map(([name, value]) => `${name}=${value}`).join('; ') };
  }
}

const pathIn = (address: string) => new URL(address).pathname + new URL(address).search;

/** The console's end, with the cookie of somebody signed in there, or none. */
function ask(bench: Bench, address: string, cookie: string | undefined): Promise<CallReply> {
  const headers = { ...navigate, 'sec-fetch-site': 'same-site', ...(cookie === undefined ? {} : { cookie }) };
  return bench.call(pathIn(address), { headers });
}

describe('api/sso', () => {
  const bench = useApi();

  it('a browser without a cookie is sent to the console, and comes back signed in to where it wanted', async () => {
    const console = await bench.signIn('scientist');
    const visitor = new Visitor(bench);
    const sent = await visitor.gate('/scenarios?page=2');
    expect(sent.status).to.equal(302);
    const address = new URL(sent.headers.location ?? '');
    expect(address.origin + address.pathname).to.equal(`${consoleOrigin}/sso`);
    expect(visitor.cookies).to.have.all.keys('__Host-lab_nonce', '__Host-lab_app');
    expect(address.href).to.not.contain(visitor.cookies['__Host-lab_nonce']);

    const passed = await ask(bench, address.href, console);
    expect(passed.status).to.equal(302);
    expect(passed.headers.location).to.match(
      /^https:\/\/prod\.lab\.localhost:8443\/\.lab-auth\/callback\?code=[\w-]{43}$/,
    );
    expect(passed.headers['cache-control']).to.equal('no-store');

    const landed = await visitor.land(passed.headers.location ?? '');
    expect([landed.status, landed.headers.location]).to.deep.equal([302, '/scenarios?page=2']);
    const [line = ''] = landed.headers['set-cookie'] ?? [];
    expect(line).to.match(/^__Host-lab_app=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=\d+$/);

    const open = await visitor.gate('/scenarios');
    expect(open.status).to.equal(200);
    expect(open.headers).to.include({
      'x-lab-user': 'id-scientist',
      'x-lab-user-name': 'scientist',
      'x-lab-role': 'scientist',
      'x-lab-environment': 'prod',
    });
  });

  it('an app of a brick is entered in the same way, and its cookie is good for no other host', async () => {
    const name = `app-${'b'.repeat(32)}-${'p'.repeat(20)}-dev` as const;
    const [service, hostname] = ['dev-app-sample-page', `${name}.lab.localhost`];
    const more = { environment: 'dev' as const, brick: 'sample', title: 'Page', port: 8000, idle: 60_000 };
    bench.lab.hosted = [{ name, service, hostname, origin: `https://${hostname}:8443`, ...more }];
    const [glab] = bench.lab.current.services;
    bench.lab.tell({ services: [{ ...glab!, name: service, environment: 'dev' }] });
    const visitor = new Visitor(bench, name);
    const landed = await visitor.enter(await bench.signIn('scientist'), '/tables?id=7');
    expect([landed.status, landed.headers.location]).to.deep.equal([302, '/tables?id=7']);
    const open = await visitor.gate('/tables');
    expect(open.status).to.equal(200);
    expect(open.headers).to.include({ 'x-lab-user': 'id-scientist', 'x-lab-environment': 'dev' });
    const socket = { 'sec-websocket-version': '13', origin: `https://${hostname}:8443` };
    expect((await visitor.gate('/live', socket)).status, 'a WebSocket of its own page').to.equal(200);
    const foreign = { ...socket, origin: prodOrigin };
    expect((await visitor.gate('/live', foreign)).status, 'one of another page').to.equal(403);
    const elsewhere = new Visitor(bench, 'prod');
    Object.assign(elsewhere.cookies, visitor.cookies);
    expect((await elsewhere.gate()).status).to.equal(302);
  });

  it('who isn’t signed in at the console is asked to, and then sent on', async () => {
    const sent = await new Visitor(bench).gate('/a');
    const asked = await ask(bench, sent.headers.location ?? '', undefined);
    expect(asked.status).to.equal(302);
    const address = new URL(asked.headers.location ?? '');
    expect(address.origin + address.pathname).to.equal(`${consoleOrigin}/sign-in`);
    expect(address.searchParams.get('next')).to.equal(pathIn(sent.headers.location ?? ''));
  });

  it('SSO-1: a code works once', async () => {
    const console = await bench.signIn('scientist');
    const visitor = new Visitor(bench);
    const passed = await ask(bench, (await visitor.gate()).headers.location ?? '', console);
    expect((await visitor.land(passed.headers.location ?? '')).status).to.equal(302);
    const replayed = await visitor.land(passed.headers.location ?? '');
    expect(replayed.status).to.equal(400);
    expect(replayed.headers).to.not.have.property('set-cookie');
  });

  it('SSO-2: a code for one host is none on another, and is used up by trying', async () => {
    const console = await bench.signIn('owner');
    const [dev, prod] = [new Visitor(bench, 'dev'), new Visitor(bench, 'prod')];
    const passed = await ask(bench, (await dev.gate()).headers.location ?? '', console);
    prod.cookies['__Host-lab_nonce'] = dev.cookies['__Host-lab_nonce'] ?? '';
    expect((await prod.land(passed.headers.location ?? '')).status).to.equal(400);
    expect((await dev.land(passed.headers.location ?? '')).status).to.equal(400);
  });

  it('a code is nothing in another browser than the one that asked for it', async () => {
    const console = await bench.signIn('owner');
    const visitor = new Visitor(bench);
    const passed = await ask(bench, (await visitor.gate()).headers.location ?? '', console);
    const other = new Visitor(bench);
    await other.gate();
    expect((await other.land(passed.headers.location ?? '')).status).to.equal(400);
    const without = new Visitor(bench);
    expect((await without.land(passed.headers.location ?? '')).status).to.equal(400);
  });

  it('SSO-3: whose role may not go there gets a page that says so, at either end, and no loop', async () => {
    const console = await bench.signIn('scientist');
    const sent = await new Visitor(bench, 'dev').gate();
    const refused = await ask(bench, sent.headers.location ?? '', console);
    expect(refused.status).to.equal(403);
    expect(refused.headers['content-type']).to.contain('text/html');
    expect(refused.text).to.contain('may not open dev');
    expect(refused.headers).to.not.have.property('location');
    expect(bench.audit()[0]).to.include({ action: 'environment.open', target: 'dev', result: 'refused' });

    const authorization = `Bearer ${await bench.token('viewer')}`;
    const atGate = await new Visitor(bench, 'dev').gate('/', { ...navigate, authorization });
    expect([atGate.status, atGate.headers['content-type']]).to.deep.equal([403, 'text/html; charset=utf-8']);
    const program = await new Visitor(bench, 'dev').gate('/api/v1/tasks', { authorization });
    expect([program.status, codeOf(program)]).to.deep.equal([403, 'auth.forbidden']);
  });

  it('SSO-4: a clock that jumps ten minutes either way in between changes nothing', async () => {
    for (const minutes of [10, -10]) {
      const console = await bench.signIn('scientist', `skewed${minutes}`);
      const visitor = new Visitor(bench);
      const passed = await ask(bench, (await visitor.gate()).headers.location ?? '', console);
      bench.clock.skew(minutes * 60_000);
      expect((await visitor.land(passed.headers.location ?? '')).status).to.equal(302);
      expect((await visitor.gate()).status).to.equal(200);
    }
  });

  it('a code is too old after half a minute', async () => {
    const console = await bench.signIn('scientist');
    const visitor = new Visitor(bench);
    const passed = await ask(bench, (await visitor.gate()).headers.location ?? '', console);
    bench.clock.pass(30_001);
    expect((await visitor.land(passed.headers.location ?? '')).status).to.equal(400);
  });

  it('SSO-5: a program gets 401 as a problem and no redirect, and so does a script of a page', async () => {
    const visitor = new Visitor(bench);
    const asking: Record<string, string>[] = [
      {},
      { accept: '*/*' },
      { accept: 'application/json' },
      { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin', accept: 'text/html' },
    ];
    for (const headers of asking) {
      const reply = await visitor.gate('/api/v1/tasks', headers);
      expect([reply.status, codeOf(reply)]).to.deep.equal([401, 'auth.required']);
      expect(reply.headers).to.not.have.any.keys('location', 'set-cookie');
    }
    expect((await visitor.gate('/', navigate, 'POST')).status).to.equal(401);
    const authorization = `Bearer ${await bench.token('scientist')}`;
    const let_in = await visitor.gate('/api/v1/scenarios', { authorization }, 'POST');
    expect([let_in.status, let_in.headers['x-lab-user']]).to.deep.equal([200, 'id-scientist']);
    expect((await visitor.gate('/api', { authorization: 'Bearer nonsense' })).status).to.equal(401);
  });

  it('SEC-20: no address but a path of the same host is ever returned to', async () => {
    const console = await bench.signIn('scientist');
    const sent = new URL((await new Visitor(bench).gate()).headers.location ?? '');
    const hostile = [
      '//evil.test',
      '/\\evil.test',
      '\\\\evil.test',
      'https:evil.test',
      'https://evil.test',
      '/\t/evil.test',
      '/%0d%0aSet-Cookie:x=y/../..//evil.test',
      '/a\r\nSet-Cookie: x=y',
      '@evil.test',
      '',
      'evil',
      '/ä',
      '/..//evil.test',
      '//prod。lab.localhost',
      `/${'a'.repeat(3000)}`,
    ];
    for (const to of hostile) {
      sent.searchParams.set('to', to);
      const reply = await ask(bench, sent.href, console);
      expect([to, reply.status]).to.deep.equal([to, 400]);
    }
    for (const uri of hostile) {
      // What can't even be sent as a header never arrives.
      if (uri.includes('\r') || /[^\t -ÿ]/.test(uri)) continue;
      const reply = await new Visitor(bench).gate(uri);
      expect([uri, new URL(reply.headers.location ?? '').searchParams.get('to')]).to.deep.equal([uri, '/']);
    }
    for (const [name, value] of [
      ['environment', 'nowhere'],
      ['environment', '../x'],
      ['nonce', 'x'],
    ] as const) {
      const address = new URL(sent.href);
      address.searchParams.set('to', '/');
      address.searchParams.set(name, value);
      expect((await ask(bench, address.href, console)).status, value).to.be.oneOf([400, 404]);
    }
  });

  it('each end answers only under its own host’s name', async () => {
    const console = await bench.signIn('scientist');
    const sent = await new Visitor(bench).gate();
    const path = pathIn(sent.headers.location ?? '');
    for (const host of ['prod.lab.localhost:8443', 'evil.test']) {
      expect((await bench.call(path, { headers: { host, cookie: console, ...navigate } })).status).to.equal(
        421,
      );
    }
    for (const host of ['lab.localhost:8443', 'evil.test']) {
      expect((await bench.call('/.lab-auth/callback?code=x', { headers: { host } })).status).to.equal(421);
    }
    const elsewhere = { 'x-forwarded-host': 'dev.lab.localhost:8443', 'x-forwarded-uri': '/' };
    expect((await bench.inside('/forward-auth/prod', { headers: elsewhere })).status).to.equal(421);
    expect((await bench.inside('/forward-auth/staging', { headers: elsewhere })).status).to.equal(404);
  });

  it('a cookie of one environment opens no other, and not the console', async () => {
    const console = await bench.signIn('owner');
    const prod = new Visitor(bench);
    await prod.enter(console);
    const secret = prod.cookies['__Host-lab_app'] ?? '';
    const dev = new Visitor(bench, 'dev');
    dev.cookies['__Host-lab_app'] = secret;
    expect((await dev.gate()).status).to.equal(302);
    const as = await bench.page('/api/v1/session', { cookie: `__Host-lab_session=${secret}` });
    expect(as.status).to.equal(401);
  });

  it('SEC-24: the application sees no cookie of the lab, and its own ones unchanged', async () => {
    const console = await bench.signIn('scientist');
    const visitor = new Visitor(bench);
    await visitor.enter(console);
    expect((await visitor.gate()).headers).to.not.have.property('cookie');
    const own = {
      theme: 'dark',
      _xsrf: '2|a=b|c',
      '__Host-Lab_Session': 'x',
      lab_session: 'y',
      '__Secure-lab_x': 'z',
    };
    Object.assign(visitor.cookies, own);
    const reply = await visitor.gate();
    expect(reply.headers['cookie']).to.equal('theme=dark; _xsrf=2|a=b|c');
  });

  it('SEC-17: who one is comes from the session, whatever the request claims', async () => {
    const console = await bench.signIn('viewer');
    const visitor = new Visitor(bench);
    await visitor.enter(console);
    const claims = { 'x-lab-user': 'id-owner', 'x-lab-role': 'owner', 'x-lab-environment': 'dev' };
    const reply = await visitor.gate('/', { ...navigate, ...claims });
    expect(reply.headers).to.include({
      'x-lab-user': 'id-viewer',
      'x-lab-role': 'viewer',
      'x-lab-environment': 'prod',
    });
    expect(reply.headers).to.not.have.property('authorization');
  });

  it('a name goes on in UTF-8, without what would end its header', async () => {
    const user = await bench.addUser('scientist');
    const name = 'Zoé 100% 学者\r\nX-Lab-Role: owner';
    bench.store.users.add({ ...user, id: 'id-zoe', email: 'z@lab.test', name, passwordHash: '' });
    const { token } = makeToken(bench, 'id-zoe');
    const reply = await new Visitor(bench).gate('/', { authorization: `Bearer ${token}` });
    const bytes = Buffer.from(String(reply.headers['x-lab-user-name']), 'latin1');
    expect(bytes.toString('utf8')).to.equal('Zoé 100% 学者  X-Lab-Role: owner');
    expect(reply.headers['x-lab-role']).to.equal('scientist');
  });

  it('SEC-23: a websocket passes the same gate, and only from a page of that very host', async () => {
    const console = await bench.signIn('scientist');
    const visitor = new Visitor(bench);
    const upgrade = { 'sec-websocket-version': '13', 'sec-fetch-mode': 'websocket' };
    expect(codeOf(await visitor.gate('/ws', upgrade))).to.equal('auth.required');
    await visitor.enter(console);
    expect((await visitor.gate('/ws', { ...upgrade, origin: prodOrigin })).status).to.equal(200);
    const foreign: Record<string, string>[] = [
      {},
      { origin: consoleOrigin },
      { origin: 'https://dev.lab.localhost:8443' },
      // A browser’s word on where it comes from is not asked for here: not every one gives it.
      { origin: 'https://dev.lab.localhost:8443', 'sec-fetch-site': 'same-origin' },
    ];
    for (const headers of foreign) {
      expect(codeOf(await visitor.gate('/ws', { ...upgrade, ...headers }))).to.equal('request.cross_site');
    }
    const authorization = `Bearer ${await bench.token('viewer')}`;
    expect((await new Visitor(bench).gate('/ws', { ...upgrade, authorization })).status).to.equal(200);
    const dev = await new Visitor(bench, 'dev').gate('/ws', { ...upgrade, authorization });
    expect([dev.status, codeOf(dev)]).to.deep.equal([403, 'auth.forbidden']);
  });

  it('SEC-18: a page of a sibling host changes nothing here, and loads nothing either', async () => {
    const console = await bench.signIn('scientist');
    const visitor = new Visitor(bench);
    await visitor.enter(console);
    const fetched = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'same-site' };
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'GET']) {
      const reply = await visitor.gate('/api/v1/scenarios', fetched, method);
      expect([method, reply.status, codeOf(reply)]).to.deep.equal([method, 403, 'request.cross_site']);
    }
    const form = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'same-site', accept: 'text/html' };
    expect((await visitor.gate('/api/v1/scenarios', form, 'POST')).status).to.equal(403);
    expect((await visitor.gate('/api/v1/scenarios', {}, 'POST')).status).to.equal(403);
    expect((await visitor.gate('/', { ...form, 'sec-fetch-site': 'cross-site' })).status).to.equal(200);
    const own = { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' };
    expect((await visitor.gate('/api/v1/scenarios', own, 'POST')).status).to.equal(200);
    expect((await visitor.gate('/api/v1/scenarios', { origin: prodOrigin }, 'POST')).status).to.equal(200);
  });

  it('SEC-22: it ends with the sign-in it came from, however that ended', async () => {
    const endings: Record<string, (console: string) => Promise<unknown>> = {
      signOut: (console) => bench.page('/api/v1/session', { method: 'DELETE', cookie: console }),
      revoked: async (cookie) => bench.store.sessions.remove(sessionHash(cookie)),
      disabled: () => {
        const { byId } = bench.store.users;
        bench.store.users.byId = (id) => {
          const user = byId.call(bench.store.users, id);
          return user && { ...user, disabled: id === 'id-disabled' };
        };
        return Promise.resolve();
      },
      expired: () => Promise.resolve(bench.clock.pass(7 * 24 * 60 * 60_000)),
      anew: (cookie) =>
        bench.page('/api/v1/session', { method: 'POST', cookie, body: { email: 'anew@lab.test', password } }),
    };
    for (const [name, end] of Object.entries(endings)) {
      const console = await bench.signIn('scientist', name);
      const visitor = new Visitor(bench);
      await visitor.enter(console);
      expect((await visitor.gate()).status, name).to.equal(200);
      await end(console);
      expect((await visitor.gate('/x', { accept: '*/*' })).status, name).to.equal(401);
    }
  });

  it('working on an environment’s host keeps the sign-in alive that it came from', async () => {
    const console = await bench.signIn('scientist');
    const visitor = new Visitor(bench);
    await visitor.enter(console);
    for (let round = 0; round < 3; round += 1) {
      bench.clock.pass(8 * 60 * 60_000);
      expect((await visitor.gate()).status).to.equal(200);
    }
    expect((await bench.page('/api/v1/session', { cookie: console })).status).to.equal(200);
  });

  it('signing out on an environment’s host ends the whole sign-in, unless a foreign page asks for it', async () => {
    const console = await bench.signIn('scientist');
    const visitor = new Visitor(bench);
    await visitor.enter(console);
    const out = (site: string) =>
      bench.call('/.lab-auth/sign-out', {
        headers: { host: visitor.host, ...navigate, 'sec-fetch-site': site, ...visitor.cookieHeader() },
      });
    for (const site of ['same-site', 'cross-site']) expect((await out(site)).status).to.equal(403);
    expect((await visitor.gate()).status).to.equal(200);
    const reply = await out('same-origin');
    expect([reply.status, reply.headers.location]).to.deep.equal([302, `${consoleOrigin}/sign-in`]);
    expect(cookiesOf(reply)).to.deep.equal({ '__Host-lab_app': '' });
    expect((await visitor.gate()).status).to.equal(302);
    expect((await bench.page('/api/v1/session', { cookie: console })).status).to.equal(401);
  });

  it('two tabs that sign in at once both arrive', async () => {
    const console = await bench.signIn('scientist');
    const visitor = new Visitor(bench);
    const [one, two] = [await visitor.gate('/one'), await visitor.gate('/two')];
    const passes = [
      await ask(bench, one.headers.location ?? '', console),
      await ask(bench, two.headers.location ?? '', console),
    ];
    for (const [index, passed] of passes.entries()) {
      expect((await visitor.land(passed.headers.location ?? '')).headers.location).to.equal(
        index === 0 ? '/one' : '/two',
      );
    }
  });
});

function makeToken(bench: Bench, userId: string): { token: string } {
  const tokens = new TokenBook(bench.store, bench.clock);
  return tokens.make(userId, 'test', 1);
}
