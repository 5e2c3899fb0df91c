import { expect } from 'chai';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { aliveFirst } from '../../../../src/api/private/health.ts';
import { closeServer, createHttpServer, listen } from '../../../../src/api/http/listen.ts';
import { codeOf } from '../../../support/code-of.ts';
import { useApi } from '../../../support/use-api.ts';

describe('api/private', () => {
  const bench = useApi();

  it('alive means that something can be committed; an engine that is down is no reason to restart', async () => {
    bench.lab.current = { ...bench.lab.current, state: 'unknown' };
    expect((await bench.inside('/livez')).status).to.equal(200);
    bench.store.heartbeat = () => {
      throw new LabError('store.full', 'The disk is full.');
    };
    const reply = await bench.inside('/livez');
    expect([reply.status, JSON.parse(reply.text)]).to.deep.equal([
      503,
      { status: 'failing', code: 'store.full' },
    ]);
  });

  it('the health check is answered before anything else is done with a request, and nothing but it', async () => {
    const seen: string[] = [];
    const answered = aliveFirst(bench, (request, response) => {
      seen.push(`${request.method} ${request.url}`);
      response.end('others');
    });
    const server = createHttpServer(answered);
    const port = await listen(server, 0, '127.0.0.1');
    const ask = async (path: string, method = 'GET') => {
      const reply = await fetch(`http://127.0.0.1:${port}${path}`, { method });
      return [reply.status, reply.headers.get('cache-control'), await reply.text()];
    };
    try {
      expect(await ask('/livez')).to.deep.equal([200, 'no-store', '{"status":"ok"}']);
      for (const [path, method] of [['/livez?x'], ['/livez/'], ['/readyz'], ['/livez', 'POST']] as const)
        expect((await ask(path, method))[2]).to.equal('others');
      expect(seen).to.deep.equal(['GET /livez?x', 'GET /livez/', 'GET /readyz', 'POST /livez']);
    } finally {
      await closeServer(server, 0);
    }
  });

  it('a way of asking for life that is not the health check’s own has the same answer', async () => {
    const [own, other] = [await bench.inside('/livez'), await bench.inside('/livez?x')];
    expect([own.status, own.text]).to.deep.equal([other.status, other.text]);
    // Who came through the door of all others has their headers.
    expect([own, other].map(({ headers }) => 'content-security-policy' in headers)).to.deep.equal([
      false,
      true,
    ]);
    expect((await bench.inside('/livez', { method: 'POST', body: {} })).status).to.equal(405);
  });

  it('ready means that the first look was tried; an engine that is down makes it degraded', async () => {
    let tried = false;
    await bench.restart({ firstLookTried: () => tried });
    expect((await bench.inside('/readyz')).status).to.equal(503);
    tried = true;
    expect(JSON.parse((await bench.inside('/readyz')).text)).to.include({ status: 'ready', degraded: false });
    bench.lab.current = { ...bench.lab.current, state: 'unknown', summary: 'Docker is down.' };
    const reply = await bench.inside('/readyz');
    expect([reply.status, JSON.parse(reply.text)]).to.deep.equal([
      200,
      { status: 'ready', degraded: true, lab: 'unknown', summary: 'Docker is down.', awaited: [] },
    ]);
  });

  it('names what should run and does not yet, whatever else is wrong with the lab', async () => {
    const service = { ...bench.lab.current.services[0]!, wanted: 'running' as const };
    bench.lab.current = {
      ...bench.lab.current,
      state: 'degraded',
      services: [
        { ...service, name: 'prod-db', state: 'running' },
        { ...service, name: 'prod-glab', state: 'starting' },
        { ...service, name: 'dev-glab', wanted: 'stopped', state: 'stopped' },
      ],
    };
    const reply: unknown = JSON.parse((await bench.inside('/readyz')).text);
    expect(reply)
      .to.include({ lab: 'degraded' })
      .and.to.deep.include({ awaited: ['prod-glab'] });
  });

  it('the figures tell of memory, services, jobs, looks and requests, in few series', async () => {
    const authorization = `Bearer ${await bench.token('owner')}`;
    for (let index = 0; index < 50; index += 1) {
      await bench.call(`/api/v1/jobs/id${index}`, { headers: { authorization }, method: 'GET' });
      await bench.call(`/nowhere/${index}`, { method: index % 2 === 0 ? 'GET' : 'PROPFIND' });
    }
    const body = { kind: 'apply' };
    await bench.call('/api/v1/jobs', { method: 'POST', headers: { authorization }, body });
    await bench.runner.idle();
    bench.look({ seconds: 0.02, outcome: 'ok' });
    const reply = await bench.inside('/metrics');
    expect(reply.headers['content-type']).to.contain('text/plain');
    const { text } = reply;
    expect(text).to.match(/^process_resident_memory_bytes \d+/m);
    expect(text).to.contain('labstead_services{state="running"} 1');
    expect(text).to.contain('labstead_jobs{state="running"} 0');
    expect(text).to.contain('labstead_jobs_ended_total{state="succeeded"} 1');
    expect(text).to.contain('labstead_look_seconds_count{outcome="ok"} 1');
    expect(text).to.contain(
      'labstead_http_requests_total{route="/api/v1/jobs/:id",method="GET",status="4xx"} 50',
    );
    expect(text).to.contain('labstead_http_requests_total{route="none",method="other",status="4xx"} 25');
    expect(text.split('\n').filter((line) => !line.startsWith('#')).length).to.be.below(60);
  });

  it('health questions are not logged, nor what the gate lets pass; what it refuses is', async () => {
    const authorization = `Bearer ${await bench.token('viewer')}`;
    const gate = (headers: Record<string, string>) =>
      bench.inside('/forward-auth/prod', {
        headers: { 'x-forwarded-host': 'prod.lab.localhost', ...headers },
      });
    await bench.inside('/livez');
    expect((await gate({ authorization })).status).to.equal(200);
    const before = bench.logs.length;
    expect((await gate({})).status).to.equal(401);
    expect(bench.logs.length - before).to.equal(1);
    const paths = bench.logs.flatMap(
      (line) => ((line['req'] as { path: string } | undefined) ?? { path: [] }).path,
    );
    expect(paths.filter((path) => path.startsWith('/forward-auth'))).to.have.length(1);
    expect(paths).to.not.include('/livez');
  });

  it('other methods are refused', async () => {
    const reply = await bench.inside('/metrics', { method: 'POST', body: {} });
    expect([reply.status, codeOf(reply)]).to.deep.equal([405, 'request.method_not_allowed']);
  });
});
