import { describe, expect, it } from 'vitest';
import { verbs } from 'lab-manager/contract';
import { messages } from '../../../src/features/lab/messages.ts';
import {
  allowedOffer,
  environmentOffer,
  imageVersion,
  labOffer,
  permissionFor,
  serviceOffer,
  type Action,
} from '../../../src/features/lab/service-actions.ts';

describe('features/lab/service-actions', () => {
  it.each([
    ['edge', 'running', 'running', []],
    ['lab-manager', 'running', 'running', []],
    ['prod-db', 'running', 'running', ['restart', 'stop']],
    ['prod-db', 'failed', 'running', ['restart', 'stop']],
    ['prod-db', 'missing', 'running', ['start', 'stop']],
    ['prod-db', 'stopped', 'stopped', ['start']],
    ['prod-db', 'stopping', 'stopped', ['start']],
    ['prod-db', 'stopped', 'uninstalled', ['install']],
  ] as const)('%s that is %s and should be %s may be asked to %j', (name, state, wanted, actions) => {
    expect(serviceOffer({ name, state, wanted }).main).toEqual(actions);
  });

  const offered = ({ main, more }: { main: readonly Action[]; more: readonly Action[] }) =>
    new Set([...main, ...more]);
  const everyEnvironment = (['running', 'stopped', 'disabled', 'uninstalled'] as const).map((state) =>
    environmentOffer({ state }),
  );
  const everyService = (['running', 'stopped', 'uninstalled'] as const).map((wanted) => ({
    name: 'prod-glab',
    state: wanted === 'running' ? ('running' as const) : ('stopped' as const),
    wanted,
  }));

  it.each(Object.keys(verbs).filter((verb) => verb !== 'apply') as Action[])(
    'offers %s of everything that it can be asked of, to whoever may, explained as in labctl',
    (action) => {
      const scopes: readonly string[] = verbs[action].scopes;
      const has = (offers: readonly ReturnType<typeof serviceOffer>[]) =>
        offers.some((offer) => offered(offer).has(action));
      expect(has(everyEnvironment)).toBe(scopes.includes('environment'));
      expect(has(everyService.map(serviceOffer))).toBe(scopes.includes('service'));
      expect(has([labOffer(everyService)])).toBe(scopes.includes('lab'));
      expect(permissionFor(action)).toBe(verbs[action].access);
      expect(messages.actions.about[action]).toBe(verbs[action].about);
    },
  );

  it('offers nobody what they may not', () => {
    const offer = environmentOffer({ state: 'running' });
    expect(offered(allowedOffer(offer, () => false))).toEqual(new Set());
    expect(allowedOffer(offer, (permission) => permission === 'job:run').more).toEqual(['install']);
  });

  it.each([
    ['labstead/glab:0.1.0', '0.1.0'],
    ['mirror.example.org:5000/labstead/glab:0.1.0@sha256:abc', '0.1.0'],
    ['mirror.example.org:5000/labstead/glab', ''],
    ['glab@sha256:0123456789abcdef', '0123456789ab'],
    [null, ''],
  ])('tells the version of %s', (image, version) => {
    expect(imageVersion(image)).toBe(version);
  });
});
