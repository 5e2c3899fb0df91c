import { expect } from 'chai';
import { Passwords } from '../../../../src/api/access/passwords.ts';
import { codeOf } from '../../../support/code-of.ts';
import { cookiesOf } from '../../../support/http-call.ts';
import { cheap, password, useApi, sessionHash } from '../../../support/use-api.ts';

const hour = 60 * 60_000;

describe('api/routes/session-handlers', () => {
  const bench = useApi();
  const signIn = (email: string, given = password, headers: Record<string, string> = {}) =>
    bench.page('/api/v1/session', { method: 'POST', body: { email, password: given }, headers });
  const me = (cookie: string) => bench.page('/api/v1/session', { cookie });

  it('the cookie is for this host only, over https, out of scripts’ reach; the store has its hash', async () => {
    await bench.addUser('owner');
    const reply = await signIn('OWNER@lab.test');
    const [line = ''] = reply.headers['set-cookie'] ?? [];
    expect(line).to.match(
      /^__Host-lab_session=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=604800$/,
    );
    const secret = cookiesOf(reply)['__Host-lab_session'] ?? '';
    const session = bench.store.sessions.get(sessionHash(`=${secret}`));
    expect(session?.userId).to.equal('id-owner');
    expect(JSON.stringify(session)).to.not.contain(secret);
  });

  it('unknown, disabled and mistaken people get the very same answer', async () => {
    await bench.addUser('owner');
    const gone = await bench.addUser('viewer', 'gone');
    bench.store.users.add({
      ...gone,
      id: 'id-disabled',
      email: 'off@lab.test',
      disabled: true,
      passwordHash: await new Passwords(cheap).hash(password),
    });
    const disabled = await signIn('off@lab.test');
    const wrong = await signIn('owner@lab.test', 'wrong password 1');
    const unknown = await signIn('nobody@lab.test');
    const strip = (text: string) => ({ ...(JSON.parse(text) as object), requestId: '' });
    expect([wrong.status, codeOf(wrong)]).to.deep.equal([401, 'auth.wrong_credentials']);
    expect(strip(unknown.text)).to.deep.equal(strip(wrong.text));
    expect(strip(disabled.text)).to.deep.equal(strip(wrong.text));
    const rows = bench.audit().filter(({ action }) => action === 'signIn');
    expect(rows.map(({ result, target, actor }) => [result, target, actor])).to.deep.equal([
      ['refused', 'nobody@lab.test', 'anonymous'],
      ['refused', 'owner@lab.test', 'anonymous'],
      ['refused', 'off@lab.test', 'anonymous'],
    ]);
  });

  it('five mistakes are free, then the wait doubles up to a quarter of an hour and never lasts for good', async () => {
    await bench.addUser('owner');
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect((await signIn('owner@lab.test', 'wrong')).status).to.equal(401);
    }
    const waits: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const limited = await signIn('owner@lab.test');
      expect([limited.status, codeOf(limited)]).to.deep.equal([429, 'auth.too_many_attempts']);
      const seconds = Number(limited.headers['retry-after']);
      waits.push(seconds);
      bench.clock.pass(seconds * 1000);
      await signIn('owner@lab.test', 'wrong');
    }
    expect(waits).to.deep.equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    bench.clock.pass(900_000);
    expect((await signIn('owner@lab.test')).status).to.equal(201);
  });

  it('guessing many passwords at once is no way round the wait', async () => {
    await bench.addUser('owner');
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, n) => signIn('owner@lab.test', `wrong ${n}`)),
    );
    expect(replies.filter(({ status }) => status === 401)).to.have.length(5);
    expect(replies.filter(({ status }) => status === 429)).to.have.length(15);
  });

  it('guessing one password for many accounts makes the address wait, not those accounts elsewhere', async () => {
    await bench.addUser('owner');
    const from = (ip: string) => ({ 'x-forwarded-for': ip });
    for (let account = 0; account < 5; account += 1) {
      await signIn(`user${account}@lab.test`, 'Summer2026!!!', from('192.0.2.1'));
    }
    expect((await signIn('owner@lab.test', password, from('192.0.2.1'))).status).to.equal(429);
    expect((await signIn('owner@lab.test', password, from('192.0.2.2'))).status).to.equal(201);
  });

  it('SEC-15: an address the client made up before the edge’s own doesn’t count', async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const ip = `127.0.0.${attempt}, 192.0.2.1`;
      await signIn(`user${attempt}@lab.test`, 'wrong', { 'x-forwarded-for': ip, 'x-real-ip': '127.0.0.1' });
    }
    const headers = { 'x-forwarded-for': '127.0.0.1, 192.0.2.1', forwarded: 'for=127.0.0.1' };
    expect((await signIn('nobody@lab.test', 'wrong', headers)).status).to.equal(429);
    expect(bench.audit().every(({ ip }) => ip === '192.0.2.1')).to.equal(true);
    const local = { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', forwarded: 'for=127.0.0.1' };
    expect((await bench.call('/api/v1/status', { headers: local })).status).to.equal(401);
  });

  it('signing in ends the session one had before', async () => {
    const before = await bench.signIn('owner');
    const body = { email: 'owner@lab.test', password };
    const reply = await bench.page('/api/v1/session', { method: 'POST', body, cookie: before });
    expect(reply.status).to.equal(201);
    expect(codeOf(await me(before))).to.equal('auth.session_expired');
  });

  it('a session ends after 12 idle hours, and after 7 days whatever one does', async () => {
    const idle = await bench.signIn('owner');
    bench.clock.pass(12 * hour - 1);
    expect((await me(idle)).status).to.equal(200);
    bench.clock.pass(12 * hour);
    const ended = await me(idle);
    expect([ended.status, codeOf(ended)]).to.deep.equal([401, 'auth.session_expired']);
    expect(cookiesOf(ended)).to.deep.equal({ '__Host-lab_session': '' });

    const busy = await bench.signIn('admin');
    for (let hours = 0; hours < 7 * 24 - 6; hours += 6) {
      bench.clock.pass(6 * hour);
      expect((await me(busy)).status).to.equal(200);
    }
    bench.clock.pass(6 * hour);
    expect(codeOf(await me(busy))).to.equal('auth.session_expired');
  });

  it('signing out ends it at the server too', async () => {
    const cookie = await bench.signIn('owner');
    const out = await bench.page('/api/v1/session', { method: 'DELETE', cookie });
    expect([out.status, cookiesOf(out)]).to.deep.equal([204, { '__Host-lab_session': '' }]);
    expect(codeOf(await me(cookie))).to.equal('auth.session_expired');
  });

  it('SEC-19: cookies of the same name planted beside the real one change nothing', async () => {
    const cookie = await bench.signIn('owner');
    const planted = '__Host-lab_session=evil; lab_session=evil';
    expect((await me(`${planted}; ${cookie}`)).status).to.equal(200);
    expect((await me(`${cookie}; ${planted}`)).status).to.equal(200);
    expect((await me(planted)).status).to.equal(401);
  });

  it('an ended session is nobody on a public page, and no reason to refuse it', async () => {
    const cookie = '__Host-lab_session=old';
    expect((await bench.page('/api/v1/lab', { cookie })).status).to.equal(200);
    await bench.addUser('owner');
    const body = { email: 'owner@lab.test', password };
    expect((await bench.page('/api/v1/session', { method: 'POST', body, cookie })).status).to.equal(201);
  });

  it('a password hashed with other parameters is hashed anew at the next sign-in', async () => {
    await bench.addUser('owner');
    const before = bench.store.users.byId('id-owner')?.passwordHash;
    await bench.restart({ passwordCost: { memoryKib: 16, passes: 1, lanes: 1 } });
    expect((await signIn('owner@lab.test')).status).to.equal(201);
    const after = bench.store.users.byId('id-owner')?.passwordHash;
    expect(before).to.contain('m=8,');
    expect(after).to.contain('m=16,');
    expect((await signIn('owner@lab.test')).status).to.equal(201);
  });
});
