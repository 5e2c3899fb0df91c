import { expect } from 'chai';
import { apiBase, routes, type RouteContract } from '../../../src/contract/index.ts';
import { roles } from '../../../src/core/model/user.ts';
import { sessionHash, setupToken, useApi, password } from '../../support/use-api.ts';

describe('api: secrets', () => {
  const bench = useApi();

  it('SEC-08: no reply of any route to any role, and no log line or row, holds a secret or its hash', async () => {
    const secrets = new Set<string>([password, setupToken]);
    const cookies = new Map<string, string>();
    for (const role of roles) {
      const cookie = await bench.signIn(role);
      cookies.set(role, cookie);
      const body = { email: `${role}@lab.test`, password, tokenName: 'laptop' };
      const made = await bench.call('/api/v1/login', { method: 'POST', body });
      const { token } = JSON.parse(made.text) as { token: string };
      const user = bench.store.users.byId(`id-${role}`);
      for (const secret of [cookie.split('=')[1], token, token.split('_').at(-1), user?.passwordHash]) {
        secrets.add(secret ?? '');
      }
      secrets.add(sessionHash(cookie));
      for (const { hash } of bench.store.tokens.ofUser(`id-${role}`)) secrets.add(hash);
    }
    expect(secrets.size).to.be.above(30);
    const heard: string[] = [];
    for (const cookie of cookies.values()) {
      for (const route of Object.values(routes) as RouteContract[]) {
        if (route.secretReply === true || route.path === '/session') continue;
        const path = apiBase + route.path.replaceAll(/:\w+/g, 'prod-glab');
        const reply = await bench.page(path, { method: route.method, cookie, body: {} });
        heard.push(reply.text, JSON.stringify(reply.headers));
      }
      heard.push((await bench.page('/api/v1/session', { cookie })).text);
    }
    heard.push(
      JSON.stringify(bench.logs),
      JSON.stringify(bench.audit()),
      (await bench.inside('/metrics')).text,
    );
    for (const secret of secrets) {
      const found = heard.find((text) => text.includes(secret));
      expect(found, secret).to.equal(undefined);
    }
  });

  it('SEC-02: what people name is kept letter by letter, and nothing reads it as anything else', async () => {
    const cookie = await bench.signIn('owner');
    for (const name of [
      '; touch x',
      '$(touch x)',
      '`touch x`',
      '--upload-pack=x',
      "'; DROP TABLE users; --",
      '<b>x</b>',
      '{{env}}',
    ]) {
      const reply = await bench.page('/api/v1/tokens', { method: 'POST', cookie, body: { name } });
      expect([reply.status, (JSON.parse(reply.text) as { name: string }).name]).to.deep.equal([201, name]);
    }
    expect(bench.store.users.count()).to.equal(1);
  });
});
