import { Writable } from 'node:stream';
import { pino } from 'pino';
import { startApi, type RunningApi } from '../../src/api/server.ts';
import { Passwords } from '../../src/api/access/passwords.ts';
import { sha256 } from '../../src/core/sha256.ts';
import type { ApiDeps, LabHosts, LookFact } from '../../src/api/deps.ts';
import type { Role, User } from '../../src/core/model/user.ts';
import type { AuditEntry, Store } from '../../src/core/ports.ts';
import type { JobDefinition } from '../../src/jobs/job-definition.ts';
import { JobRunner } from '../../src/jobs/job-runner.ts';
import { always } from './always.ts';
import { cookiesOf, httpCall, type CallOptions, type CallReply } from './http-call.ts';
import { FakeBackups } from './fake-backups.ts';
import { FakeLab } from './fake-lab.ts';
import { useTempStore } from './temp-store.ts';
import { TestClock } from './test-clock.ts';

export const consoleOrigin = 'https://lab.localhost:8443';
export const prodOrigin = 'https://prod.lab.localhost:8443';
export const password = 'correct horse battery';
export const setupToken = '0123456789abcdef0123456789abcdef';
export const codelabToken = 'c0delab-_token-c0delab-_token-01';
/** So cheap that a whole suite can sign in. */
export const cheap = { memoryKib: 8, passes: 1, lanes: 1 };

export const hosts: LabHosts = {
  console: { hostname: 'lab.localhost', origin: consoleOrigin },
  environments: [
    {
      name: 'prod',
      hostname: 'prod.lab.localhost',
      origin: prodOrigin,
      permission: 'environment:prod:open',
    },
    // Not everybody may go everywhere.
    {
      name: 'dev',
      hostname: 'dev.lab.localhost',
      origin: 'https://dev.lab.localhost:8443',
      permission: 'job:run',
    },
  ],
};

export interface Bench {
  api: RunningApi;
  deps: ApiDeps;
  store: Store;
  lab: FakeLab;
  backups: FakeBackups;
  clock: TestClock;
  runner: JobRunner;
  logs: Record<string, unknown>[];
  claims: number;
  /** Hosts that somebody came to. */
  came: string[];
  look(fact: LookFact): void;
  /** Starts anew with other choices. */
  restart(more: Partial<ApiDeps>): Promise<void>;
  /** As a program on the console's host: no header but these. */
  call(path: string, options?: CallOptions): Promise<CallReply>;
  /** As a page of the console. */
  page(path: string, options?: CallOptions & { cookie?: string }): Promise<CallReply>;
  /** At the private port. */
  inside(path: string, options?: CallOptions): Promise<CallReply>;
  addUser(role: Role, name?: string): Promise<User>;
  /** A user of that role who has just signed in: the cookie for the console's host. */
  signIn(role: Role, name?: string): Promise<string>;
  /** An API token of a user of that role. */
  token(role: Role, name?: string): Promise<string>;
  audit(): readonly AuditEntry[];
}

/** A real server on loopback ports before a real store, with a lab in memory behind it, for each test. */
export function useApi(job: () => JobDefinition = nothingToDo): Bench {
  const bench = {} as Bench;
  // Before the store's own: hooks run in the order in which they were made, and what uses the store goes first.
  afterEach(async () => {
    await bench.api.close();
    await bench.runner.stop(1000);
  });
  const temp = useTempStore();
  beforeEach(async () => {
    const store = temp.open();
    const clock = new TestClock();
    const lab = new FakeLab();
    const backups = new FakeBackups();
    const definition = job();
    const runner = new JobRunner({
      journal: store.journal,
      clock,
      definitions: always(definition),
      onError: (error) => {
        throw error;
      },
    });
    runner.resume();
    Object.assign(bench, { store, clock, lab, backups, runner, logs: [], claims: 0, came: [] });
    bench.deps = depsOf(bench);
    bench.api = await startApi(bench.deps);
  });
  return Object.assign(bench, verbs(bench));
}

function depsOf(bench: Bench): ApiDeps {
  const { store, clock, lab, backups, runner } = bench;
  const looks = new Set<(look: LookFact) => void>();
  bench.look = (fact) => {
    for (const listener of looks) listener(fact);
  };
  return {
    lab,
    backups,
    jobs: runner,
    store,
    clock,
    log: pino({ level: 'info' }, lineSink(bench)),
    labId: 'labtest1',
    version: '0.1.0',
    hosts: () => ({
      ...hosts,
      environments: [
        ...hosts.environments,
        ...lab.hosted.map((app) => ({ ...app, permission: 'environment:prod:open' as const, app })),
      ],
    }),
    codelabToken: () => codelabToken,
    setupToken: () => Promise.resolve({ hash: sha256(setupToken), expiresAt: clock.now() + 60_000 }),
    onClaimed: () => {
      bench.claims += 1;
      return Promise.resolve();
    },
    firstLookTried: () => true,
    onActivity: (host) => void bench.came.push(host),
    onLook: (listener) => {
      looks.add(listener);
      return () => void looks.delete(listener);
    },
    listen: { host: '127.0.0.1', publicPort: 0, privatePort: 0 },
    strictReplies: true,
    passwordCost: cheap,
  };
}

function verbs(bench: Bench): Partial<Bench> {
  const { host } = new URL(consoleOrigin);
  return {
    restart: async (more) => {
      await bench.api.close();
      bench.deps = { ...bench.deps, ...more };
      bench.api = await startApi(bench.deps);
    },
    call: (path, options = {}) =>
      httpCall(bench.api.publicPort, path, { ...options, headers: { host, ...options.headers } }),
    page: (path, { cookie, ...options } = {}) => {
      const headers = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', ...options.headers };
      return bench.call(path, {
        ...options,
        headers: cookie === undefined ? headers : { ...headers, cookie },
      });
    },
    inside: (path, options = {}) => httpCall(bench.api.privatePort, path, options),
    addUser: async (role, name = role) => {
      const user: User = {
        id: `id-${name}`,
        email: `${name}@lab.test`,
        name,
        role,
        disabled: false,
        createdAt: 1,
      };
      bench.store.users.add({ ...user, passwordHash: await new Passwords(cheap).hash(password) });
      return user;
    },
    signIn: async (role, name = role) => {
      const { email } = await bench.addUser(role, name);
      const reply = await bench.page('/api/v1/session', { method: 'POST', body: { email, password } });
      return `__Host-lab_session=${cookiesOf(reply)['__Host-lab_session'] ?? ''}`;
    },
    token: async (role, name = role) => {
      const { email } = await bench.addUser(role, name);
      const body = { email, password, tokenName: 'laptop' };
      const reply = await bench.call('/api/v1/login', { method: 'POST', body });
      return (JSON.parse(reply.text) as { token: string }).token;
    },
    audit: () => bench.store.audit.list({ limit: 200, before: undefined }),
  };
}

/** What the store keeps of a cookie that `signIn` answered. */
export const sessionHash = (cookie: string): string => sha256(cookie.split('=')[1] ?? '');

/** What the log holds, line by line, as objects. */
function lineSink(bench: Bench): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      bench.logs.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
}

function nothingToDo(): JobDefinition {
  return { title: () => 'Do nothing', plan: () => Promise.resolve([]), outcome: () => 'Done.' };
}
