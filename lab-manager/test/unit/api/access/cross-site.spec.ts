import { expect } from 'chai';
import { codeOf } from '../../../support/code-of.ts';
import { consoleOrigin, password, prodOrigin, useApi } from '../../../support/use-api.ts';

describe('api/access/cross-site', () => {
  const bench = useApi();
  const check = (headers: Record<string, string>) =>
    bench.call('/api/v1/config/check', { method: 'POST', headers, body: { text: 'name: x' } });

  it('SEC-18: with a cookie, only a page of the console itself may change anything', async () => {
    const cookie = await bench.signIn('owner');
    const allowed = [{ 'sec-fetch-site': 'same-origin' }, { origin: consoleOrigin }];
    const refused = [
      {},
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', origin: consoleOrigin },
      { origin: prodOrigin },
      { origin: 'https://lab.localhost' },
      { origin: 'https://lab.localhost:8443.evil.test' },
      { origin: 'null' },
    ];
    for (const headers of allowed) expect((await check({ ...headers, cookie })).status).to.equal(200);
    for (const headers of refused as Record<string, string>[]) {
      const reply = await check({ ...headers, cookie });
      expect([JSON.stringify(headers), reply.status, codeOf(reply)]).to.deep.equal([
        JSON.stringify(headers),
        403,
        'request.cross_site',
      ]);
    }
  });

  it('SEC-18: what a foreign page can send without asking first is no JSON and changes nothing', async () => {
    const cookie = await bench.signIn('owner');
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const headers = { cookie, origin: consoleOrigin, 'content-type': type };
      const reply = await bench.call('/api/v1/jobs', { method: 'POST', headers, body: '{"kind":"stop"}' });
      expect(codeOf(reply)).to.equal('request.unsupported_media_type');
    }
    expect(bench.store.journal.list({ limit: 1, before: undefined })).to.have.length(0);
  });

  it('a foreign page can’t sign somebody in, nor read what is behind a cookie', async () => {
    await bench.addUser('owner');
    const body = { email: 'owner@lab.test', password };
    for (const path of ['/api/v1/session', '/api/v1/login', '/api/v1/claim']) {
      for (const headers of [{ 'sec-fetch-site': 'same-site' }, { origin: prodOrigin }] as Record<
        string,
        string
      >[]) {
        expect(codeOf(await bench.call(path, { method: 'POST', headers, body }))).to.equal(
          'request.cross_site',
        );
      }
    }
    const cookie = await bench.signIn('admin');
    const headers = { cookie, 'sec-fetch-site': 'same-site' };
    expect(codeOf(await bench.call('/api/v1/status', { headers }))).to.equal('request.cross_site');
    const typed = { cookie, 'sec-fetch-site': 'none' };
    expect((await bench.call('/api/v1/status', { headers: typed })).status).to.equal(200);
  });

  it('a program that says nothing about itself is told to sign in, and may log in without an Origin', async () => {
    expect(codeOf(await check({}))).to.equal('auth.required');
    await bench.addUser('owner');
    const body = { email: 'owner@lab.test', password, tokenName: 'laptop' };
    expect((await bench.call('/api/v1/login', { method: 'POST', body })).status).to.equal(201);
    expect((await bench.call('/api/v1/session', { method: 'POST', body: {} })).status).to.equal(403);
  });

  it('a token needs no Origin, and none of a foreign page makes it less', async () => {
    const authorization = `Bearer ${await bench.token('owner')}`;
    expect((await check({ authorization })).status).to.equal(200);
    expect(
      (await check({ authorization, 'sec-fetch-site': 'cross-site', origin: prodOrigin })).status,
    ).to.equal(200);
  });
});
