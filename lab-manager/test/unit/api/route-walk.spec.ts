import { expect } from 'chai';
import express from 'express';
import { servedEvents } from '../../../src/api/live/serve-socket.ts';
import { assertOnlyKnownWays, knownWays, waysInto } from '../../../src/api/route-walk.ts';
import { apiBase, routes, socketPermissions, type RouteContract } from '../../../src/contract/index.ts';
import { may, permissions } from '../../../src/core/access/permissions.ts';
import { roles, type Role } from '../../../src/core/model/user.ts';
import { aRestore, recoveryCode, snapshotId } from '../../support/fake-backups.ts';
import { setupToken, useApi, type Bench } from '../../support/use-api.ts';

const all = Object.entries(routes) as [keyof typeof routes, RouteContract][];
const mutations = all.filter(([, route]) => route.method !== 'GET' && route.readOnly !== true);

describe('api/route-walk', () => {
  const bench = useApi();

  it('SEC-05: a way in that the contract doesn’t speak of stops the start', () => {
    const app = express();
    app.get('/api/v1/lab', () => undefined);
    app.get('/backdoor', () => undefined);
    app.use('/files', (_request, _response, next) => {
      next();
    });
    expect(waysInto(app)).to.deep.equal(['GET /api/v1/lab', 'GET /backdoor', 'middleware <anonymous>']);
    expect(() => assertOnlyKnownWays(app, 'public')).to.throw(
      'Without a policy: GET /backdoor, middleware <anonymous>',
    );
  });

  it('SEC-05: a line of the contract without a handler stops the start', () => {
    const app = express();
    expect(() => assertOnlyKnownWays(app, 'private')).to.throw(
      'Without a handler: GET /forward-auth/:environment, GET /livez, GET /readyz, GET /metrics',
    );
  });

  it('SEC-05: every route names a permission of the table or says who else may', () => {
    for (const [name, { access }] of all) {
      const known = access === 'public' || access === 'signed-in' || permissions.includes(access);
      expect(known, name).to.equal(true);
    }
    const open = all.filter(([, { access }]) => access === 'public').map(([name]) => name);
    expect(open).to.deep.equal(['getLab', 'getOpenApi', 'claimLab', 'signIn', 'login']);
    expect(knownWays('public')).to.have.length(all.length + 7);
  });

  it('SEC-05: every socket event that is served has a permission', () => {
    expect(servedEvents).to.have.members(Object.keys(socketPermissions).filter((name) => name !== 'connect'));
  });

  it('SEC-05: each role may exactly what the table says, on every route', async () => {
    for (const role of roles) {
      const authorization = `Bearer ${await bench.token(role)}`;
      for (const [name, route] of all.filter(([, { access }]) => access !== 'public')) {
        if (name === 'signOut') continue;
        const { status } = await bench.call(pathOf(route), {
          method: route.method,
          headers: { authorization },
        });
        // Whoever may gets past the check: to a reply, or to what is wrong with the empty request.
        expect([role, name, status === 403]).to.deep.equal([role, name, !allowed(role, route)]);
      }
    }
  });

  it('SEC-05, SEC-11: without credentials nothing but the public routes answers', async () => {
    for (const [name, route] of all) {
      const { status } = await bench.call(pathOf(route), { method: route.method });
      if (route.access === 'public') expect(status, name).to.not.equal(401);
      else expect(status, name).to.equal(401);
    }
  });

  it('every mutation leaves exactly one row, when it succeeds and when it is refused', async () => {
    for (const [name, route] of mutations) {
      const reply = await perform(bench, name, route);
      const rows = bench.audit().filter(({ requestId }) => requestId === reply.headers['x-request-id']);
      expect([name, reply.status < 300, rows.map(({ result }) => result)]).to.deep.equal([
        name,
        true,
        ['ok'],
      ]);
      expect(rows[0]?.actor, name).to.match(/^(id-|[0-9A-Z]{26})/);
    }
    const viewer = await bench.signIn('viewer', 'looker');
    for (const [name, route] of mutations.filter(
      ([, { access }]) => access !== 'public' && access !== 'signed-in',
    )) {
      const before = bench.audit().length;
      const body = route.method === 'DELETE' ? {} : { body: {} };
      const reply = await bench.page(pathOf(route), { method: route.method, cookie: viewer, ...body });
      const [row, ...others] = bench.audit().slice(0, bench.audit().length - before);
      expect([name, reply.status, row?.result, others.length]).to.deep.equal([name, 403, 'refused', 0]);
      expect(row).to.include({ actor: 'id-looker', action: name, detail: 'auth.forbidden' });
    }
  });

  it('anonymous refusals leave no row: nobody can fill the table', async () => {
    for (const [name, route] of mutations.filter(([, { access }]) => access !== 'public')) {
      await bench.page(pathOf(route), { method: route.method, body: {} });
      expect(bench.audit(), name).to.have.length(0);
    }
  });
});

function pathOf(route: RouteContract): string {
  return apiBase + route.path.replaceAll(/:\w+/g, 'some-id');
}

function allowed(role: Role, { access }: RouteContract): boolean {
  return access === 'public' || access === 'signed-in' || may(role, access);
}

/** Each mutation once, as somebody who may, with a request that is right. */
async function perform(bench: Bench, name: keyof typeof routes, route: RouteContract) {
  const who = `user-${name}`.toLowerCase();
  const password = 'correct horse battery';
  if (name === 'claimLab') {
    const body = { token: setupToken, email: 'claimer@lab.test', name: 'C', password };
    return bench.page(pathOf(route), { method: 'POST', body });
  }
  const cookie = await bench.signIn('owner', who);
  const email = `${who}@lab.test`;
  const bodies: Partial<Record<keyof typeof routes, object>> = {
    signIn: { email, password },
    login: { email, password, tokenName: 'laptop' },
    newToken: { name: 'laptop' },
    newJob: { kind: 'apply', whenBusy: 'wait' },
    putConfig: { text: 'name: other' },
    newDevJob: { kind: 'stop' },
    testBrick: { brick: 'sample' },
    resetDev: { confirm: 'Test lab', whenBusy: 'wait' },
    addRepository: {},
    testRepository: {},
    confirmRecoveryCode: { code: recoveryCode },
    backUp: { whenBusy: 'wait' },
    verifyBackups: { whenBusy: 'wait' },
    repairRepository: { confirm: 'Test lab', whenBusy: 'wait' },
    drillRestore: { whenBusy: 'wait' },
    restoreSnapshot: { snapshot: snapshotId, confirm: 'Test lab', whenBusy: 'wait' },
    confirmRestore: { whenBusy: 'wait' },
    undoRestore: { confirm: 'Test lab', whenBusy: 'wait' },
    exportLab: { whenBusy: 'wait' },
    importLab: { file: 'lab.tar', confirm: 'Test lab', whenBusy: 'wait' },
  };
  const body = bodies[name];
  const path = await existing(bench, name, who, pathOf(route));
  return bench.page(path, { method: route.method, cookie, ...(body === undefined ? {} : { body }) });
}

/** Something for the route to be about, where it needs one. */
async function existing(bench: Bench, name: keyof typeof routes, who: string, path: string): Promise<string> {
  if (name === 'revokeToken') {
    const id = 'some-token';
    bench.store.tokens.add({
      id,
      hash: 'x',
      userId: `id-${who}`,
      name: '',
      createdAt: 1,
      expiresAt: 2,
      lastUsedAt: undefined,
    });
    return path.replace('some-id', id);
  }
  if (routes[name].path.startsWith('/backups/repositories/')) return path.replace('some-id', 'local');
  if (name === 'confirmRestore' || name === 'undoRestore') {
    bench.backups.waiting = [aRestore({ job: 'some-id' })];
    return path;
  }
  if (name === 'startEnvironment') return path.replace('some-id', 'prod');
  if (name === 'removeBrickData') return path.replace('some-id', 'prod').replace('some-id', 'sample.notes');
  if (name !== 'cancelJob') return path;
  await bench.runner.stop(0);
  const requestedBy = { actor: 'id', via: 'cli' as const, requestId: undefined };
  const job = bench.runner.ask({ kind: 'apply', params: { target: 'lab' }, requestedBy, whenBusy: 'wait' });
  return path.replace('some-id', job.id);
}
