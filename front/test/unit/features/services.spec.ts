import { describe, expect, it } from 'vitest';
import { actionsFor, imageVersion } from '../../../src/features/lab/service-actions.ts';

describe('features/lab/service-actions', () => {
  it.each([
    ['edge', 'running', 'running', []],
    ['lab-manager', 'running', 'running', []],
    ['prod-db', 'running', 'running', ['restart', 'stop']],
    ['prod-db', 'failed', 'running', ['restart', 'stop']],
    ['prod-db', 'missing', 'running', ['start', 'stop']],
    ['prod-db', 'stopped', 'stopped', ['start']],
    ['prod-db', 'stopping', 'stopped', ['start']],
  ] as const)('%s that is %s and should be %s may be asked to %j', (name, state, wanted, actions) => {
    expect(actionsFor({ name, state, wanted })).toEqual(actions);
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
