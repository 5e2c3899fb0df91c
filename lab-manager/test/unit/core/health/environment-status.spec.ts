import { expect } from 'chai';
import type { KnownStop } from '../../../../src/core/health/check.ts';
import { environmentStatus } from '../../../../src/core/health/environment-status.ts';
import type { ServiceState, ServiceStatus } from '../../../../src/core/model/lab-status.ts';

const now = Date.UTC(2026, 10, 21, 20, 30);
const byAda: KnownStop = { reason: 'person', actor: 'user-1', at: now - 1_800_000, name: 'Ada' };

const service = (name: string, state: ServiceState): ServiceStatus => ({
  name: `dev-${name}`,
  environment: 'dev',
  state,
  wanted: state === 'running' ? 'running' : 'stopped',
  message: undefined,
  image: undefined,
  startedAt: undefined,
  restartCount: 0,
});

/** What dev says of itself while these of its services are stopped by Ada. */
function sentence(stopped: readonly string[], rest: readonly string[] = []): string {
  const services = ['db', 'glab', 'testdb', 'codelab'].map((name) =>
    service(name, [...stopped, ...rest].includes(name) ? 'stopped' : 'running'),
  );
  const known = {
    name: 'dev' as const,
    enabled: true,
    schedule: { start: undefined, stop: undefined },
    waiting: undefined,
    queued: 0,
  };
  const stops = new Map(stopped.map((name) => [`dev-${name}`, byAda]));
  return environmentStatus(known, services, { stops, timeZone: 'UTC', now }).sentence;
}

describe('core/health/environment-status', () => {
  it('an environment is stopped when all of it is', () => {
    expect(sentence(['db', 'glab', 'testdb', 'codelab'])).to.equal('Stopped since 20:00 by Ada.');
  });

  it('while a part of it runs, what is stopped is told by its name', () => {
    const words = 'stopped since 20:00 by Ada. Other services of dev run.';
    expect(sentence(['glab'])).to.equal(`dev-glab: ${words}`);
    expect(sentence(['codelab', 'glab'])).to.equal(`dev-glab: ${words}`);
    // Glab can't run without it.
    expect(sentence(['codelab', 'db'], ['glab'])).to.equal(`dev-db: ${words}`);
  });

  it('without glab it runs on as one that runs', () => {
    expect(sentence(['codelab'])).to.equal('Running.');
  });
});
