import { expect } from 'chai';
import fc from 'fast-check';
import { apiBase, plainRoutes, routes } from '../../../../src/contract/index.ts';
import { may } from '../../../../src/core/access/permissions.ts';
import { useApi } from '../../../support/use-api.ts';

const privatePaths = ['/livez', '/readyz', '/metrics', '/forward-auth/prod', '/apply'];
const publicPaths = Object.values(routes).map(({ path }) => apiBase + path.replace(/:\w+/, 'x'));

/** Ways to write a path so that one reader takes it for another. */
const disguises: ((path: string) => string)[] = [
  (path) => path,
  (path) => `/${path}`,
  (path) => `/api/v1/..${path}`,
  (path) => `/api/v1/../..${path}`,
  (path) => `/api/%2e%2e${path}`,
  (path) => `/%2e%2e${path}`,
  (path) => `/%252e%252e${path}`,
  (path) => `/.lab-auth/..%2f${path}`,
  (path) => path.replaceAll('/', '\\'),
  (path) => path.replaceAll('/', '%2f'),
  (path) => path.replaceAll('/', '%5c'),
  (path) => path.replaceAll('/', '//'),
  (path) => path.replaceAll('/', '/./'),
  (path) => `${path};x=y`,
  (path) => `${path}/`,
  (path) => `${path}%00`,
  (path) => `${path}%09`,
  (path) => `${path}%20`,
  (path) => path.toUpperCase(),
  (path) => path.replaceAll('e', '%65'),
  (path) => `http://127.0.0.1:8081${path}`,
  (path) => `http://lab.localhost${path}`,
];
const refused = [400, 401, 404, 405, 421];

describe('api: the two ports', () => {
  const bench = useApi();

  it('SEC-13: no way of writing a private path gets an answer on the public port', async () => {
    for (const path of privatePaths) {
      for (const disguise of disguises) {
        const reply = await bench.call(disguise(path));
        expect([disguise(path), reply.status]).to.deep.equal([
          disguise(path),
          reply.status === 400 ? 400 : 404,
        ]);
      }
    }
  });

  it('SEC-13: no way of writing a public path gets an answer on the private port', async () => {
    for (const path of publicPaths) {
      for (const disguise of disguises) {
        const { status } = await bench.inside(disguise(path), { headers: { host: 'lab.localhost' } });
        expect(status, disguise(path)).to.be.oneOf([400, 404]);
      }
    }
  });

  it('SEC-13: what the private port answers it answers under its exact path alone', async () => {
    for (const path of ['/livez', '/readyz', '/metrics']) {
      expect((await bench.inside(path)).status, path).to.be.oneOf([200, 503]);
      for (const like of [`${path}/`, path.toUpperCase()]) {
        expect((await bench.inside(like)).status, like).to.equal(404);
      }
    }
  });

  it('SEC-13: without credentials a disguised path gets no more than the plain one would', async () => {
    const open = ['/api/v1/lab', '/api/v1/openapi.json'];
    for (const path of publicPaths.filter((one) => !open.includes(one))) {
      for (const disguise of disguises) {
        const { status } = await bench.call(disguise(path));
        expect(status, disguise(path)).to.be.oneOf(refused);
      }
    }
  });

  it('SEC-13: nor does any path put together at random, on either port, by any method', async () => {
    const piece = fc.constantFrom(
      ...[
        '/',
        '//',
        '.',
        '..',
        '%2e',
        '%2f',
        '%5c',
        '%00',
        ';',
        '\\',
        '?',
        '#',
        'api',
        'v1',
        'status',
        'jobs',
        'metrics',
      ],
      ...[
        'forward-auth',
        'prod',
        'livez',
        '.lab-auth',
        'callback',
        'sso',
        'live',
        'x',
        'API',
        '%61pi',
        ':id',
        '*',
      ],
    );
    const path = fc.array(piece, { minLength: 1, maxLength: 10 }).map((pieces) => `/${pieces.join('')}`);
    const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE');
    const open = new Set(Object.values(plainRoutes).map((route): string => route.path));
    await fc.assert(
      fc.asyncProperty(path, method, async (text, verb) => {
        const bare = text.split(/[?#]/, 1)[0] ?? '';
        const outside = await bench.call(text, { method: verb });
        expect(outside.status, `public ${verb} ${text}`).to.be.at.least(400);
        const inside = await bench.inside(text, { method: verb });
        if (!open.has(bare)) expect(inside.status, `private ${verb} ${text}`).to.be.at.least(400);
      }),
      { numRuns: 300 },
    );
  });

  it('SEC-13: what was checked is what runs: whatever answered a viewer is a route a viewer may have', async () => {
    const authorization = `Bearer ${await bench.token('viewer')}`;
    for (const path of publicPaths) {
      for (const disguise of disguises) await bench.call(disguise(path), { headers: { authorization } });
    }
    const { text } = await bench.inside('/metrics');
    const answered = [...text.matchAll(/route="([^"]+)",method="(\w+)",status="[23]xx"/g)];
    expect(answered).to.not.be.empty;
    for (const [, path = '', method] of answered) {
      const own = Object.values(routes).find(
        (route) => apiBase + route.path === path && route.method === method,
      );
      const access = own?.access ?? 'user:manage';
      const allowed = access === 'public' || access === 'signed-in' || may('viewer', access);
      expect([method, path, allowed]).to.deep.equal([method, path, true]);
    }
  });
});
