import { expect } from 'chai';
import { codeOf } from '../../../support/code-of.ts';
import { cookiesOf } from '../../../support/http-call.ts';
import { password, setupToken, useApi } from '../../../support/use-api.ts';

const owner = { token: setupToken, email: 'Ada@Lab.test', name: 'Ada', password };

describe('api/routes/claim-handlers', () => {
  const bench = useApi();
  const claim = (more: object = {}) =>
    bench.page('/api/v1/claim', { method: 'POST', body: { ...owner, ...more } });

  it('SEC-12: the token makes its bearer the owner, signed in, and leaves the mark', async () => {
    const reply = await claim();
    expect(reply.status).to.equal(201);
    expect(JSON.parse(reply.text)).to.deep.include({ via: 'cookie' });
    const cookie = `__Host-lab_session=${cookiesOf(reply)['__Host-lab_session'] ?? ''}`;
    const me = await bench.page('/api/v1/session', { cookie });
    expect(JSON.parse(me.text)).to.have.nested.property('user.role', 'owner');
    expect(JSON.parse(me.text)).to.have.nested.property('user.email', 'ada@lab.test');
    expect(bench.claims).to.equal(1);
    expect(JSON.parse((await bench.call('/api/v1/lab')).text)).to.have.property('claimed', true);
  });

  it('SEC-12: of many claims at once exactly one succeeds, and every later one is told it is over', async () => {
    const replies = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => claim({ email: `${name}@lab.test` })),
    );
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([201, 410, 410, 410]);
    expect(bench.store.users.count()).to.equal(1);
    expect(bench.claims).to.equal(1);
    const late = await claim();
    expect([late.status, codeOf(late)]).to.deep.equal([410, 'claim.done']);
  });

  it('SEC-12: nobody gets in without the token, and five wrong ones make everybody there wait', async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const reply = await claim({ token: 'f'.repeat(32) });
      expect([reply.status, codeOf(reply)]).to.deep.equal([403, 'claim.token_invalid']);
    }
    const limited = await claim();
    expect([limited.status, codeOf(limited)]).to.deep.equal([429, 'auth.too_many_attempts']);
    expect(limited.headers['retry-after']).to.equal('60');
    bench.clock.pass(60_000);
    expect((await claim()).status).to.equal(201);
  });

  it('an expired token is refused, and a new one counts without a restart', async () => {
    let token = { hash: '', expiresAt: 0 };
    await bench.restart({ setupToken: () => Promise.resolve(token) });
    const { createHash } = await import('node:crypto');
    const hash = createHash('sha256').update(setupToken).digest('hex');
    token = { hash, expiresAt: bench.clock.now() - 1 };
    expect(codeOf(await claim())).to.equal('claim.token_invalid');
    token = { hash, expiresAt: bench.clock.now() + 1 };
    expect((await claim()).status).to.equal(201);
  });

  it('the token’s file missing is no way in', async () => {
    await bench.restart({ setupToken: () => Promise.resolve(undefined) });
    expect(codeOf(await claim())).to.equal('claim.token_invalid');
  });

  it('a weak password is refused with what is wrong with it, and the lab stays unclaimed', async () => {
    for (const weak of [
      'aaaaaaaaaaaaaa',
      '123456789012',
      'labstead1234',
      'Ada12345Ada!',
      'passwordpassword1',
    ]) {
      const reply = await claim({ password: weak });
      expect([weak, codeOf(reply)]).to.deep.equal([weak, 'user.weak_password']);
    }
    expect(codeOf(await claim({ password: 'short' }))).to.equal('request.invalid');
    expect(bench.store.users.count()).to.equal(0);
  });

  it('a mark that can’t be written doesn’t undo the claim', async () => {
    await bench.restart({ onClaimed: () => Promise.reject(new Error('read-only')) });
    expect((await claim()).status).to.equal(201);
  });

  it('neither the token nor the password gets into a log or a row', async () => {
    await claim({ token: 'f'.repeat(32) });
    await claim();
    const written = JSON.stringify([bench.logs, bench.audit()]);
    expect(written).to.not.contain(setupToken);
    expect(written).to.not.contain(password);
  });
});
