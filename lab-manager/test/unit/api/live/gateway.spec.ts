import { expect } from 'chai';
import { once } from 'node:events';
import { io, type Socket } from 'socket.io-client';
import {
  socketPermissions,
  type ClientEvents,
  type JobReply,
  type ServerEvents,
} from '../../../../src/contract/index.ts';
import { may } from '../../../../src/core/access/permissions.ts';
import { roles } from '../../../../src/core/model/user.ts';
import type { LogLine } from '../../../../src/core/ports.ts';
import { used } from '../../../support/builders/used.ts';
import { eventually } from '../../../support/eventually.ts';
import { consoleOrigin, prodOrigin, useApi, sessionHash } from '../../../support/use-api.ts';

type Client = Socket<ServerEvents, ClientEvents>;
type Answer = { subscription: string } & { error: { code: string } };

const line = (text: string): LogLine => ({ stream: 'stdout', time: '2026-11-21T09:30:00.000000001Z', text });

describe('api/live', () => {
  const bench = useApi(() => ({
    title: () => 'Apply',
    plan: (job) =>
      Promise.resolve(
        job.steps.length > 0
          ? []
          : [
              {
                name: 'one',
                sentence: 'do one',
                after: [],
                do: (report) => {
                  report.log('working');
                  return Promise.resolve();
                },
              },
            ],
      ),
    outcome: () => 'Done.',
  }));
  const open: Client[] = [];
  afterEach(() => {
    for (const socket of open.splice(0)) socket.disconnect();
  });
  const connect = (headers: Record<string, string>, transports = ['websocket']): Client => {
    const socket: Client = io(`http://127.0.0.1:${bench.api.publicPort}`, {
      path: '/live',
      transports,
      extraHeaders: headers,
      reconnection: false,
      forceNew: true,
    });
    open.push(socket);
    return socket;
  };
  /** `connected`, or how it was refused. */
  const outcome = (socket: Client): Promise<string> =>
    new Promise((resolve) => {
      socket.once('connect', () => {
        resolve('connected');
      });
      socket.once('connect_error', () => {
        resolve('refused');
      });
    });
  const asConsole = (cookie: string) => ({ cookie, origin: consoleOrigin });
  const follow = (socket: Client, request: unknown) =>
    new Promise<Answer>((resolve) => {
      socket.emit('logs:follow', request as { service: string; tail: number }, (answer) => {
        resolve(answer as Answer);
      });
    });

  it('a log is followed since a time, and for a text', async () => {
    const asked: unknown[] = [];
    bench.lab.lines = async function* (search) {
      asked.push(search);
      yield line('found');
      await Promise.resolve();
    };
    const socket = connect(asConsole(await bench.signIn('operator')));
    await follow(socket, { service: 'prod-glab', tail: 5, since: '2026-11-21T09:00:00Z', grep: 'x' });
    await eventually(() => asked.length === 1, 2000);
    expect(asked).to.deep.equal([{ tail: 5, since: Date.UTC(2026, 10, 21, 9), follow: true, grep: 'x' }]);
  });

  it('who watches the figures is told them, until they stop or go', async () => {
    const socket = connect(asConsole(await bench.signIn('viewer')));
    const told: (number | null | undefined)[] = [];
    socket.on('figures:now', ({ services }) => told.push(services[0]?.cpu));
    const tell = () => bench.lab.watchers.forEach((watcher) => watcher(used()));
    socket.emit('figures:watch', {});
    socket.emit('figures:watch', {});
    await eventually(() => bench.lab.watchers.size === 1, 2000);
    tell();
    await eventually(() => told.length === 1, 2000);
    expect(told).to.deep.equal([0.5]);
    socket.emit('figures:unwatch', {});
    await eventually(() => bench.lab.watchers.size === 0, 2000);
    socket.emit('figures:watch', {});
    await eventually(() => bench.lab.watchers.size === 1, 2000);
    socket.disconnect();
    await eventually(() => bench.lab.watchers.size === 0, 2000);
  });

  it('SEC-25: a socket opens only from exactly the console, with a session; or with a token', async () => {
    const cookie = await bench.signIn('viewer');
    const authorization = `Bearer ${await bench.token('viewer', 'program')}`;
    expect(await outcome(connect(asConsole(cookie)))).to.equal('connected');
    expect(await outcome(connect({ authorization }))).to.equal('connected');
    const refused: Record<string, string>[] = [
      { cookie },
      { cookie, origin: prodOrigin },
      { cookie, origin: 'https://lab.localhost' },
      { cookie, origin: 'null' },
      { cookie, origin: prodOrigin, 'sec-fetch-site': 'same-origin' },
      { origin: consoleOrigin },
      { origin: consoleOrigin, cookie: '__Host-lab_session=old' },
      { authorization: 'Bearer nonsense' },
      { authorization: 'Bearer nonsense', ...asConsole(cookie) },
      {},
    ];
    for (const headers of refused) {
      expect([JSON.stringify(headers), await outcome(connect(headers))]).to.deep.equal([
        JSON.stringify(headers),
        'refused',
      ]);
    }
  });

  it('there is no long polling and no client script', async () => {
    const cookie = await bench.signIn('viewer');
    expect(await outcome(connect(asConsole(cookie), ['polling']))).to.equal('refused');
    expect((await bench.page('/live/socket.io.js', { cookie })).status).to.be.oneOf([400, 404]);
  });

  it('the status comes at once, and after every change', async () => {
    const socket = connect(asConsole(await bench.signIn('viewer')));
    const [first] = await heard(socket, 'lab:status');
    expect(first).to.include({ state: 'running', runningJob: null });
    bench.lab.tell({ state: 'degraded', summary: 'prod-db is unhealthy.' });
    const [next] = await heard(socket, 'lab:status');
    expect(next).to.include({ state: 'degraded' });
  });

  it('the status is told anew when a job begins to act, and when it ends', async () => {
    const cookie = await bench.signIn('owner');
    const socket = connect(asConsole(cookie));
    await heard(socket, 'lab:status');
    const told: (string | null)[] = [];
    socket.on('lab:status', ({ runningJob }) => told.push(runningJob));
    const reply = await bench.page('/api/v1/jobs', { method: 'POST', cookie, body: { kind: 'apply' } });
    await eventually(() => told.at(-1) === null, 3000);
    expect(told).to.deep.equal([(JSON.parse(reply.text) as JobReply).id, null]);
  });

  it('a job is told step by step with its log, its end always', async () => {
    const cookie = await bench.signIn('owner');
    const socket = connect(asConsole(cookie));
    await heard(socket, 'lab:status');
    const told: JobReply[] = [];
    const lines: string[] = [];
    socket.on('job:changed', (job) => told.push(job));
    socket.on('job:log', (event) => lines.push(event.line));
    await bench.page('/api/v1/jobs', { method: 'POST', cookie, body: { kind: 'apply' } });
    await eventually(() => told.at(-1)?.state === 'succeeded', 3000);
    expect(told.at(-1)?.steps.map(({ state }) => state)).to.deep.equal(['done']);
    expect(lines).to.include('working');
  });

  it('SEC-05: each event is checked by itself, for every role', async () => {
    for (const role of roles) {
      const socket = connect(asConsole(await bench.signIn(role)));
      const answer = await follow(socket, { service: 'prod-glab', tail: 1 });
      const allowed = may(role, socketPermissions['logs:follow']);
      expect([role, answer.error?.code]).to.deep.equal([role, allowed ? undefined : 'auth.forbidden']);
    }
  });

  it('a request that isn’t one is answered as such; an event nobody knows ends the connection', async () => {
    const cookie = await bench.signIn('owner');
    const socket = connect(asConsole(cookie));
    for (const bad of [
      undefined,
      {},
      { service: 1, tail: 1 },
      { service: 'x', tail: -1 },
      { service: 'x', tail: 1, more: 1 },
    ]) {
      expect((await follow(socket, bad)).error.code).to.equal('request.invalid');
    }
    const gone = once(socket as unknown as NodeJS.EventEmitter, 'disconnect');
    (socket as unknown as { emit(name: string): void }).emit('logs:everything');
    await gone;
  });

  it('a flood of events ends the connection', async () => {
    const socket = connect(asConsole(await bench.signIn('owner')));
    await heard(socket, 'lab:status');
    const gone = once(socket as unknown as NodeJS.EventEmitter, 'disconnect');
    for (let index = 0; index < 30; index += 1) socket.emit('logs:stop', { subscription: 'x' });
    await gone;
  });

  it('a followed log arrives in order, ends when asked to, and tells when it ended by itself', async () => {
    const socket = connect(asConsole(await bench.signIn('owner')));
    let aborted = false;
    bench.lab.lines = async function* (query, signal) {
      yield line(`tail ${query.tail}`);
      yield line('two');
      if (query.tail === 0) return;
      await once(signal, 'abort');
      aborted = true;
    };
    const texts: string[] = [];
    socket.on('logs:lines', (event) => texts.push(...event.lines.map(({ text }) => text)));
    const ends: string[] = [];
    socket.on('logs:end', (event) => ends.push(event.subscription));
    const { subscription } = await follow(socket, { service: 'prod-glab', tail: 5 });
    await eventually(() => texts.length === 2, 2000);
    expect(texts).to.deep.equal(['tail 5', 'two']);
    socket.emit('logs:stop', { subscription });
    await eventually(() => aborted, 2000);
    const short = await follow(socket, { service: 'prod-glab', tail: 0 });
    await eventually(() => ends.length === 1, 2000);
    expect(ends).to.deep.equal([short.subscription]);
    expect(texts).to.deep.equal(['tail 5', 'two', 'tail 0', 'two']);
  });

  it('a log is no longer read once its reader is gone', async () => {
    const socket = connect(asConsole(await bench.signIn('owner')));
    let aborted = 0;
    bench.lab.lines = async function* (_query, signal) {
      await once(signal, 'abort');
      aborted += 1;
      yield* [];
    };
    for (let index = 0; index < 8; index += 1) await follow(socket, { service: 'prod-glab', tail: 1 });
    expect((await follow(socket, { service: 'prod-glab', tail: 1 })).error.code).to.equal('request.invalid');
    socket.disconnect();
    await eventually(() => aborted === 8, 2000);
  });

  it('a log louder than its reader is cut, and says by how many lines; the manager keeps few of them', async () => {
    const socket = connect(asConsole(await bench.signIn('owner')));
    const total = 200_000;
    bench.lab.lines = async function* () {
      for (let index = 0; index < total; index += 1) {
        if (index % 1000 === 0) await new Promise(setImmediate);
        yield line(`${index}`);
      }
    };
    let got = 0;
    let skipped = 0;
    let last = '';
    socket.on('logs:lines', (event) => {
      got += event.lines.length;
      skipped += event.skipped;
      last = event.lines.at(-1)?.text ?? last;
      expect(event.lines.length).to.be.at.most(4000);
    });
    const ended = heard(socket, 'logs:end');
    await follow(socket, { service: 'prod-glab', tail: 10 });
    await ended;
    expect(got + skipped).to.equal(total);
    expect(skipped).to.be.above(0);
    expect(last).to.equal(`${total - 1}`);
  });

  it('SEC-22: sockets of whoever signs out, loses a token or is disabled are closed within 2 s', async () => {
    const endings: Record<string, (cookie: string) => Promise<unknown>> = {
      out: (cookie) => bench.page('/api/v1/session', { method: 'DELETE', cookie }),
      revoked: async (cookie) => bench.store.sessions.remove(sessionHash(cookie)),
    };
    for (const [name, end] of Object.entries(endings)) {
      const cookie = await bench.signIn('viewer', name);
      const socket = connect(asConsole(cookie));
      await heard(socket, 'lab:status');
      const gone = once(socket as unknown as NodeJS.EventEmitter, 'disconnect');
      const at = performance.now();
      await end(cookie);
      await gone;
      expect(performance.now() - at).to.be.below(2000);
    }
    const authorization = `Bearer ${await bench.token('viewer', 'program')}`;
    const socket = connect({ authorization });
    await heard(socket, 'lab:status');
    const gone = once(socket as unknown as NodeJS.EventEmitter, 'disconnect');
    bench.store.tokens.remove(bench.store.tokens.ofUser('id-program')[0]!.id);
    await gone;
  });
});

function heard<Name extends keyof ServerEvents>(
  socket: Client,
  name: Name,
): Promise<Parameters<ServerEvents[Name]>> {
  return once(socket as unknown as NodeJS.EventEmitter, name) as Promise<Parameters<ServerEvents[Name]>>;
}
