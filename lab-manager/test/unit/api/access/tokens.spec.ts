import { expect } from 'chai';
import { codeOf } from '../../../support/code-of.ts';
import { useApi } from '../../../support/use-api.ts';

const day = 24 * 60 * 60_000;

describe('api/routes/token-handlers', () => {
  const bench = useApi();
  const status = (authorization: string, more: Record<string, string> = {}) =>
    bench.call('/api/v1/status', { headers: { authorization, ...more } });

  it('a token is shown once, and kept as a hash', async () => {
    const token = await bench.token('owner');
    expect(token).to.match(/^lab_pat_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}$/);
    expect((await status(`Bearer ${token}`)).status).to.equal(200);
    const list = await bench.call('/api/v1/tokens', { headers: { authorization: `Bearer ${token}` } });
    const secret = token.split('_').at(-1) ?? '';
    expect(list.text).to.contain('laptop').and.not.contain(secret);
    expect(JSON.stringify(bench.store.tokens.ofUser('id-owner'))).to.not.contain(secret);
  });

  it('any other text is no token: a changed one, an unsigned JWT, another scheme', async () => {
    const token = await bench.token('owner');
    const last = token.at(-1) === 'a' ? 'b' : 'a';
    const jwt = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJpZC1vd25lciJ9.';
    for (const authorization of [
      `Bearer ${token.slice(0, -1)}${last}`,
      `Bearer ${jwt}`,
      `Basic ${token}`,
      'Bearer',
      token,
    ]) {
      expect([authorization, codeOf(await status(authorization))]).to.deep.equal([
        authorization,
        'auth.required',
      ]);
    }
  });

  it('a request with Authorization is judged by that alone, whatever cookie comes along', async () => {
    const cookie = await bench.signIn('owner');
    expect(codeOf(await status('Bearer nonsense', { cookie, 'sec-fetch-site': 'same-origin' }))).to.equal(
      'auth.required',
    );
    const viewer = `Bearer ${await bench.token('viewer')}`;
    const me = await bench.call('/api/v1/session', { headers: { cookie, authorization: viewer } });
    expect(JSON.parse(me.text)).to.have.nested.property('user.role', 'viewer');
  });

  it('it ends by its date, by its owner’s hand, and by signing out with it', async () => {
    const [one, two] = [`Bearer ${await bench.token('owner')}`, `Bearer ${await bench.token('admin')}`];
    const [{ id = '' } = {}] = bench.store.tokens.ofUser('id-owner');
    const theirs = await bench.call(`/api/v1/tokens/${id}`, {
      method: 'DELETE',
      headers: { authorization: two },
    });
    expect(codeOf(theirs)).to.equal('token.not_found');
    expect(
      (await bench.call(`/api/v1/tokens/${id}`, { method: 'DELETE', headers: { authorization: one } }))
        .status,
    ).to.equal(204);
    expect((await status(one)).status).to.equal(401);
    bench.clock.pass(90 * day);
    expect((await status(two)).status).to.equal(401);
    const three = `Bearer ${await bench.token('operator')}`;
    await bench.call('/api/v1/session', { method: 'DELETE', headers: { authorization: three } });
    expect((await status(three)).status).to.equal(401);
  });

  it('a token can’t make another one, so a stolen one ends some day', async () => {
    const authorization = `Bearer ${await bench.token('owner')}`;
    const options = { method: 'POST', body: { name: 'more' } };
    expect(codeOf(await bench.call('/api/v1/tokens', { ...options, headers: { authorization } }))).to.equal(
      'auth.forbidden',
    );
    const cookie = await bench.signIn('admin');
    expect((await bench.page('/api/v1/tokens', { ...options, cookie })).status).to.equal(201);
  });

  it('its first use leaves a row, the next ones none', async () => {
    const authorization = `Bearer ${await bench.token('owner')}`;
    await status(authorization, { 'user-agent': 'labctl/0.1.0' });
    await status(authorization);
    const rows = bench.audit().filter(({ action }) => action === 'token.firstUse');
    expect(rows.map(({ actor, via }) => [actor, via])).to.deep.equal([['id-owner', 'cli']]);
  });
});
