import type { Express } from 'express';
import { apiBase, plainRoutes, routes } from '../contract/index.ts';
import { givesNoAnswers } from './http/no-answers.ts';

/** Every way to get an answer, e.g. `GET /api/v1/status`; refusals of other methods count for nothing. */
export function waysInto(app: Express): readonly string[] {
  return app.router.stack.flatMap((layer) => {
    const { route } = layer;
    if (route === undefined) return givesNoAnswers(layer.handle) ? [] : [`middleware ${layer.name}`];
    return route.stack
      .filter(({ handle }) => !givesNoAnswers(handle))
      .map(({ method }) => `${(method ?? 'all').toUpperCase()} ${route.path}`);
  });
}

/** What the contract has a policy for, on either port. */
export function knownWays(port: 'public' | 'private'): readonly string[] {
  const plain = Object.values(plainRoutes)
    .filter(({ host }) => (host === 'private') === (port === 'private'))
    .map(({ method, path }) => `${method} ${path}`);
  const api = Object.values(routes).map(({ method, path }) => `${method} ${apiBase}${path}`);
  return port === 'private' ? plain : [...api, ...plain];
}

/** Throws at start when there is a way in that no line of the contract speaks of, or a line without a way. */
export function assertOnlyKnownWays(app: Express, port: 'public' | 'private'): void {
  const [known, found] = [knownWays(port), waysInto(app)];
  const unknown = found.filter((way) => !known.includes(way));
  const missing = known.filter((way) => !found.includes(way));
  if (unknown.length + missing.length === 0) return;
  throw new Error(
    `The ${port} port's routes differ from the contract. Without a policy: ${unknown.join(', ') || 'none'}. ` +
      `Without a handler: ${missing.join(', ') || 'none'}.`,
  );
}
