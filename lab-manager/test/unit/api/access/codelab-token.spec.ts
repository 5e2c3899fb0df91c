import { expect } from 'chai';
import { io } from 'socket.io-client';
import { apiBase, routes, type RouteContract } from '../../../../src/contract/index.ts';
import { workRunning } from '../../../../src/core/ondemand/work-words.ts';
import { codeOf } from '../../../support/code-of.ts';
import { eventually } from '../../../support/eventually.ts';
import { codelabToken, consoleOrigin, hosts, useApi } from '../../../support/use-api.ts';

const all = Object.entries(routes) as [keyof typeof routes, RouteContract][];
/** What some-id, no body and a body of another kind come to where it may do something. */
const steered: Record<string, readonly number[]> = {
  getDev: [200],
  newDevJob: [400, 415],
  getDevJob: [404],
  reloadDev: [200],
  testBrick: [400, 415],
};
const authorization = `Bearer ${codelabToken}`;

describe('api/access/codelab-token', () => {
  const bench = useApi();

  it('is refused everywhere but where dev-glab is steered, whatever is sent there', async () => {
    for (const [name, route] of all.filter(([, { access }]) => access !== 'public')) {
      const path = apiBase + route.path.replaceAll(/:\w+/g, 'some-id');
      const bodies = route.body === undefined ? [undefined] : [undefined, { kind: 'stop', target: 'prod' }];
      for (const body of bodies) {
        const { status } = await bench.call(path, { method: route.method, headers: { authorization }, body });
        if (route.access === 'dev:steer') expect(status, name).to.be.oneOf(steered[name] ?? []);
        else expect(status, name).to.equal(403);
      }
    }
  });

  it('starts and stops dev-glab, whatever else is asked for, and sees no other job', async () => {
    const asked = { method: 'POST', headers: { authorization } } as const;
    const made = await bench.call(`${apiBase}/dev/jobs`, { ...asked, body: { kind: 'stop' } });
    expect(JSON.parse(made.text)).to.include({ kind: 'stop', target: 'dev-glab' });
    const wrong = { ...asked, body: { kind: 'stop', target: 'prod-glab' } };
    expect((await bench.call(`${apiBase}/dev/jobs`, wrong)).status).to.equal(400);
    expect((await bench.call(`${apiBase}/dev/jobs`, { ...asked, body: { kind: 'apply' } })).status).to.equal(
      400,
    );

    const requestedBy = { actor: 'id', via: 'cli' as const, requestId: undefined };
    const other = bench.runner.ask({
      kind: 'apply',
      params: { target: 'lab' },
      requestedBy,
      whenBusy: 'wait',
    });
    const seen = await bench.call(`${apiBase}/dev/jobs/${other.id}`, { headers: { authorization } });
    expect(seen.status).to.equal(404);
  });

  it('ends no scenario that runs in dev, unless it says so; a start asks about none', async () => {
    bench.lab.work = workRunning('dev', { running: 1, queued: 0 });
    const ask = (body: object) =>
      bench.call(`${apiBase}/dev/jobs`, { method: 'POST', headers: { authorization }, body });
    const refused = await ask({ kind: 'stop' });
    expect([refused.status, codeOf(refused)]).to.deep.equal([409, 'work.running']);
    expect(bench.store.journal.list({ limit: 9, before: undefined })).to.deep.equal([]);
    expect((await ask({ kind: 'start' })).status).to.equal(202);
    const forced = await ask({ kind: 'stop', waitForWork: 0 });
    expect(forced.status).to.equal(202);
    const { id } = JSON.parse(forced.text) as { id: string };
    expect(bench.store.journal.get(id)?.params).to.deep.equal({ target: 'dev-glab', waitForWork: 0 });
  });

  it('leaves it to the job, too, to look whether scenarios run', async () => {
    const asked = { method: 'POST', headers: { authorization }, body: { kind: 'stop' } } as const;
    const { id } = JSON.parse((await bench.call(`${apiBase}/dev/jobs`, asked)).text) as { id: string };
    expect(bench.store.journal.get(id)?.params).to.deep.equal({ target: 'dev-glab' });
  });

  it('fills no queue: what is asked for again is the job that waits already', async () => {
    bench.store.journal.create({
      id: '01WAITS',
      kind: 'start',
      title: 'Start dev-glab',
      params: { target: 'dev-glab' },
      requestedBy: { actor: 'dev-codelab', via: 'api', requestId: undefined },
      createdAt: 1,
    });
    const asked = { method: 'POST', headers: { authorization }, body: { kind: 'start' } } as const;
    const { text } = await bench.call(`${apiBase}/dev/jobs`, asked);
    expect(JSON.parse(text)).to.include({ id: '01WAITS', kind: 'start' });
    expect(bench.store.journal.list({ limit: 9, before: undefined })).to.have.length(1);
  });

  it('leaves a row that names the codelab', async () => {
    await bench.call(`${apiBase}/dev/reload`, { method: 'POST', headers: { authorization } });
    expect(bench.lab.reloaded).to.equal(1);
    expect(bench.audit()[0]).to.include({ actor: 'dev-codelab', action: 'reloadDev', result: 'ok' });
  });

  it('opens no environment, nor the codelab it comes from', async () => {
    const name = 'codelab' as const;
    const hostname = 'codelab.lab.localhost';
    const codelab = {
      name,
      hostname,
      origin: `https://${hostname}:8443`,
      permission: 'environment:dev:open' as const,
    };
    await bench.restart({
      hosts: () => ({ ...hosts, environments: [...hosts.environments, codelab] }),
    });
    for (const gate of ['prod', 'dev', 'codelab']) {
      const headers = {
        authorization,
        'x-forwarded-host': `${gate}.lab.localhost`,
        'x-forwarded-method': 'GET',
      };
      expect((await bench.inside(`/forward-auth/${gate}`, { headers })).status, gate).to.equal(403);
    }
  });

  it('hears nothing of what is told live', async () => {
    const socket = io(`http://127.0.0.1:${bench.api.publicPort}`, {
      path: '/live',
      transports: ['websocket'],
      reconnection: false,
      extraHeaders: { host: new URL(consoleOrigin).host, authorization },
    });
    const outcome = await new Promise((resolve) => {
      socket.once('connect', () => resolve('connected'));
      socket.once('connect_error', () => resolve('refused'));
    });
    socket.disconnect();
    expect(outcome).to.equal('refused');
  });

  it('starts nothing that a person took off the machine', async () => {
    const [glab] = bench.lab.status().services;
    bench.lab.tell({
      services: [{ ...glab!, name: 'dev-glab', environment: 'dev', state: 'stopped', wanted: 'uninstalled' }],
    });
    const asked = { method: 'POST', headers: { authorization }, body: { kind: 'start' } } as const;
    const { status, text } = await bench.call(`${apiBase}/dev/jobs`, asked);
    expect([status, text.includes('labctl install dev-glab')]).to.deep.equal([503, true]);
    expect(bench.store.journal.list({ limit: 9, before: undefined })).to.deep.equal([]);
  });

  it('pushes nobody’s jobs out of the journal: sixty an hour, and then it is told when to go on', async () => {
    const ask = (kind: string) =>
      bench.call(`${apiBase}/dev/jobs`, { method: 'POST', headers: { authorization }, body: { kind } });
    const done = () => eventually(() => bench.store.journal.unfinished().length === 0, 2000);
    for (let count = 0; count < 60; count += 1) {
      expect((await ask(count % 2 === 0 ? 'stop' : 'start')).status).to.equal(202);
      await done();
    }
    const refused = await ask('stop');
    expect([refused.status, Number(refused.headers['retry-after']) > 0]).to.deep.equal([429, true]);
    bench.clock.pass(3_600_001);
    expect((await ask('stop')).status).to.equal(202);
  });

  it('leaves a row of each run of tests, with the brick; the reply is kept for nobody', async () => {
    const asked = {
      method: 'POST',
      headers: { authorization, 'idempotency-key': 'k' },
      body: { brick: 'sample' },
    };
    await bench.call(`${apiBase}/dev/tests`, asked);
    await bench.call(`${apiBase}/dev/tests`, asked);
    const rows = bench.audit().filter(({ action }) => action === 'testBrick');
    expect(rows).to.have.length(2);
    expect(rows[0]).to.include({ actor: 'dev-codelab', target: 'sample', result: 'ok' });
    expect(bench.store.replies.get('dev-codelab', 'k')).to.equal(undefined);
  });

  it('ends the tests of whoever hung up', async () => {
    const gone = new AbortController();
    const asking = bench
      .call(`${apiBase}/dev/tests`, {
        method: 'POST',
        headers: { authorization },
        body: { brick: 'endless' },
        signal: gone.signal,
      })
      .catch(() => undefined);
    await eventually(() => bench.lab.tested.includes('endless'), 5000);
    gone.abort();
    await asking;
    await eventually(() => bench.lab.givenUp.length === 1, 2000);
  });

  it('is worth nothing once the lab has another, or none', async () => {
    for (const token of ['another-_token-another-_token-01', undefined]) {
      await bench.restart({ codelabToken: () => token });
      expect((await bench.call(`${apiBase}/dev`, { headers: { authorization } })).status).to.equal(401);
    }
  });
});

describe('api/access/codelab-token, while jobs take their time', () => {
  const bench = useApi(() => ({
    title: () => 'Stop dev-glab',
    outcome: () => 'Stopped.',
    plan: () =>
      Promise.resolve([
        {
          name: 'one',
          sentence: 'do one',
          after: [],
          do: (_, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', reject)),
        },
      ]),
  }));

  it('fills no queue while it is being looked whether scenarios run', async () => {
    bench.lab.workAnswersAfter = 100;
    const asked = { method: 'POST', headers: { authorization }, body: { kind: 'stop' } } as const;
    const replies = await Promise.all([1, 2, 3].map(() => bench.call(`${apiBase}/dev/jobs`, asked)));
    const ids = replies.map(({ text }) => (JSON.parse(text) as { id: string }).id);
    expect(new Set(ids).size).to.equal(1);
  });
});
