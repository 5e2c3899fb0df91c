import { expect } from 'chai';
import { connect } from 'node:net';
import { once } from 'node:events';
import { codeOf } from '../../../support/code-of.ts';
import { useApi } from '../../../support/use-api.ts';

describe('api/http', () => {
  const bench = useApi();

  it('every refusal is a problem with a code, a status and the request’s id', async () => {
    const token = await bench.token('owner');
    const authorization = `Bearer ${token}`;
    const json = { authorization, 'content-type': 'application/json' };
    const jobs = '/api/v1/jobs';
    const cases = [
      [await bench.call('/nowhere'), 404, 'request.not_found'],
      [await bench.call('/api/v1/nowhere'), 404, 'request.not_found'],
      [await bench.call('/api/v1/status', { method: 'DELETE' }), 405, 'request.method_not_allowed'],
      [await bench.call('/api/v1/%zz'), 404, 'request.not_found'],
      [await bench.call('/api/v1/jobs/%zz'), 400, 'request.invalid'],
      [await bench.call('/api/v1/jobs/..%2f..', { headers: { authorization } }), 400, 'request.invalid'],
      [await bench.call('/api/v1/status'), 401, 'auth.required'],
      [await bench.call('/api/v1/jobs/01J', { headers: { authorization } }), 404, 'job.not_found'],
      [await bench.call('/api/v1/jobs?limit=x', { headers: { authorization } }), 400, 'request.invalid'],
      [await bench.call(jobs, { method: 'POST', headers: json, body: '{"kind"' }), 400, 'request.invalid'],
      [await bench.call(jobs, { method: 'POST', headers: json, body: '"apply"' }), 400, 'request.invalid'],
      [await bench.call(jobs, { method: 'POST', headers: json, body: {} }), 400, 'request.invalid'],
      [
        await bench.call(jobs, {
          method: 'POST',
          headers: { authorization, 'content-type': 'text/plain' },
          body: '{}',
        }),
        415,
        'request.unsupported_media_type',
      ],
      [
        await bench.call(jobs, {
          method: 'POST',
          headers: { ...json, 'content-encoding': 'gzip' },
          body: 'x',
        }),
        415,
        'request.unsupported_media_type',
      ],
      [
        await bench.call(jobs, { method: 'POST', headers: json, body: { kind: 'x'.repeat(600_000) } }),
        413,
        'request.too_large',
      ],
      [
        await bench.call('/api/v1/lab', { headers: { host: 'prod.lab.localhost' } }),
        421,
        'request.unknown_host',
      ],
      [await bench.call('/api/v1/lab', { headers: { host: '10.0.0.1' } }), 421, 'request.unknown_host'],
    ] as const;
    for (const [reply, status, code] of cases) {
      expect([reply.status, codeOf(reply)]).to.deep.equal([status, code]);
      const problem = JSON.parse(reply.text) as { status: number; requestId: string; title: string };
      expect(problem.status).to.equal(status);
      expect(problem.requestId).to.equal(reply.headers['x-request-id']);
      expect(problem.title).to.be.a('string').and.not.be.empty;
    }
  });

  it('a known path with another method says which are possible', async () => {
    const reply = await bench.call('/api/v1/session', { method: 'PUT' });
    expect(reply.headers.allow).to.equal('POST, GET, DELETE');
    expect((await bench.call('/api/v1/lab', { method: 'OPTIONS' })).status).to.equal(405);
    expect((await bench.call('/api/v1/lab', { method: 'HEAD' })).status).to.equal(200);
  });

  it('everything wrong with a request is told at once, each with its path', async () => {
    const reply = await bench.page('/api/v1/claim', {
      method: 'POST',
      body: { token: 'x', extra: 1, email: 'no' },
    });
    const { errors } = JSON.parse(reply.text) as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path)).to.include.members(['email', 'name', 'password']);
  });

  it('a bug says nothing but the request’s id; its stack is in the log', async () => {
    const authorization = `Bearer ${await bench.token('owner')}`;
    bench.lab.failure = new TypeError('secret detail');
    const reply = await bench.call('/api/v1/plan', { headers: { authorization } });
    expect([reply.status, codeOf(reply)]).to.deep.equal([500, 'internal']);
    expect(reply.text).to.not.contain('secret detail');
    const line = bench.logs.find(({ msg }) => msg === 'unexpected error');
    expect(line).to.have.nested.property('err.stack').that.contains('secret detail');
    expect(line).to.have.property('requestId', reply.headers['x-request-id']);
  });

  it('a request’s id is the client’s where it is harmless, else a new one', async () => {
    const harmless = await bench.call('/api/v1/lab', { headers: { 'x-request-id': 'abc-123.DEF' } });
    expect(harmless.headers['x-request-id']).to.equal('abc-123.DEF');
    for (const id of ['short', 'x'.repeat(65), 'with space', '{"a":1}']) {
      const reply = await bench.call('/api/v1/lab', { headers: { 'x-request-id': id } });
      expect(reply.headers['x-request-id']).to.match(/^[0-9A-Z]{26}$/);
    }
  });

  it('SEC-32: a log line has the path and never the query', async () => {
    await bench.call('/api/v1/lab?token=CANARY');
    const line = bench.logs.find(({ msg }) => msg === 'request');
    expect(line).to.have.nested.property('req.path', '/api/v1/lab');
    expect(JSON.stringify(bench.logs)).to.not.contain('CANARY');
  });

  it('SEC-21: an endless user name is refused, and neither log nor audit grows by it', async () => {
    const body = { email: 'x'.repeat(10_000_000), password: 'p' };
    expect((await bench.page('/api/v1/session', { method: 'POST', body })).status).to.equal(413);
    const long = { email: 'y'.repeat(300_000), password: 'p' };
    expect((await bench.page('/api/v1/session', { method: 'POST', body: long })).status).to.equal(400);
    await bench.call(`/api/v1/${'z'.repeat(8000)}`, { headers: { 'user-agent': 'u'.repeat(8000) } });
    for (const line of bench.logs) expect(JSON.stringify(line).length).to.be.below(1024);
    for (const row of bench.audit()) expect(JSON.stringify(row).length).to.be.below(1024);
  });

  it('every answer carries the headers that keep browsers careful', async () => {
    for (const path of ['/api/v1/lab', '/api/v1/nowhere', '/sso']) {
      const { headers } = await bench.call(path);
      expect(headers['content-security-policy'])
        .to.contain("default-src 'none'")
        .and.contain("frame-ancestors 'none'");
      expect(headers['x-content-type-options']).to.equal('nosniff');
      expect(headers['referrer-policy']).to.equal('no-referrer');
      expect(headers['cross-origin-resource-policy']).to.equal('same-origin');
      expect(headers['cross-origin-opener-policy']).to.equal('same-origin');
      expect(headers).to.not.have.any.keys(
        'x-powered-by',
        'strict-transport-security',
        'access-control-allow-origin',
      );
    }
    expect((await bench.call('/api/v1/lab')).headers['cache-control']).to.equal('no-store');
  });

  it('SEC-19: a bomb of cookies gets a page that clears them, and not a lock-out', async () => {
    const cookie = Array.from({ length: 60 }, (_, index) => `c${index}=${'x'.repeat(4000)}`).join('; ');
    const reply = await rawGet(bench.api.publicPort, cookie);
    expect(reply).to.match(/^HTTP\/1\.1 431 /);
    expect(reply).to.contain('Clear-Site-Data: "cookies"').and.contain('Try again');
  });

  it('what is no HTTP is refused and does no harm', async () => {
    const socket = connect(bench.api.publicPort, '127.0.0.1');
    socket.end('\0\0\0 nonsense\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).to.match(/^HTTP\/1\.1 400 /);
    expect((await bench.call('/api/v1/lab')).status).to.equal(200);
  });
});

/** By hand, since the server answers before the request is sent whole. */
function rawGet(port: number, cookie: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(text);
    });
    socket.write(`GET /api/v1/lab HTTP/1.1\r\nHost: lab.localhost\r\nCookie: ${cookie}\r\n\r\n`);
  });
}
