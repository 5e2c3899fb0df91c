import { describe, expect, it } from 'vitest';
import { behindHost as behindGate } from '../../../../lab-manager/src/core/ondemand/gated-hosts.ts';
import { behindHost, mayStart, offersStart, places } from '../../../src/features/start/behind-host.ts';
import { meantAddress } from '../../../src/features/start/meant-address.ts';

const host = 'https://prod.lab.example.org:8443';

describe('features/start/meant-address', () => {
  it('is exactly the page that was asked for', () => {
    expect(meantAddress(host, '/resources?kind=table&q=a%26b', '')).toBe(
      `${host}/resources?kind=table&q=a%26b`,
    );
    expect(meantAddress(host, '/scenarios/1', '#log')).toBe(`${host}/scenarios/1#log`);
    expect(meantAddress(host, null, '')).toBe(`${host}/`);
  });

  it.each([
    '//evil.example/x',
    '/\\evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/\t/evil.example',
    '@evil.example',
    '',
  ])('%s leads to no other host', (to) => {
    expect(new URL(meantAddress(host, to, '')).origin).toBe(host);
  });
});

describe('features/start/behind-host', () => {
  it.each(Object.keys(places))('behind %s is whom the gate finds there', (host) => {
    expect(places[host]).toEqual(behindGate(host));
  });

  const service = (
    name: string,
    state: 'running' | 'starting' | 'stopped' | 'failed',
    wanted: 'running' | 'stopped',
  ) => ({
    name,
    environment: 'dev',
    state,
    wanted,
    message: state === 'stopped' ? 'Stopped since 10:00 by Ada.' : null,
    stopped: state === 'stopped' ? { reason: 'person' as const, since: '', by: 'Ada' } : null,
    image: null,
    startedAt: null,
    restartCount: 0,
    app: null,
  });
  const status = (services: ReturnType<typeof service>[], dev: 'running' | 'stopped' = 'stopped') => ({
    state: 'running' as const,
    summary: '',
    environments: [
      {
        name: 'dev',
        state: dev,
        sentence: dev === 'running' ? 'Running.' : '',
        stopped: null,
        queued: 0,
        startsAt: null,
        stopsAt: null,
      },
    ],
    services,
    problems: [],
    observedAt: null,
    runningJob: null,
    waitingJobs: [],
  });

  it('the codelab is dev’s and runs by itself', () => {
    const found = behindHost(
      status([service('dev-glab', 'running', 'running'), service('dev-codelab', 'stopped', 'stopped')]),
      'codelab',
    );
    expect(found).toMatchObject({ runs: false, starting: false, environment: { name: 'dev' } });
    expect(behindHost(status([service('dev-glab', 'running', 'running')]), 'dev')?.runs).toBe(true);
    expect(behindHost(status([service('dev-glab', 'starting', 'running')]), 'dev')?.starting).toBe(true);
    expect(behindHost(status([]), 'nowhere')).toBe(undefined);
  });

  it('a codelab that is stopped in a dev that runs says so itself, and who may start it', () => {
    const services = [
      service('dev-glab', 'running', 'running'),
      service('dev-codelab', 'stopped', 'stopped'),
    ];
    const found = behindHost(status(services, 'running'), 'codelab');
    expect(found).toMatchObject({ sentence: 'Stopped since 10:00 by Ada.', state: 'stopped' });
    const may = (permission: string) => found !== undefined && mayStart(found, (it) => it === permission);
    expect([may('environment:start'), may('job:run')]).toEqual([false, true]);
  });

  it('after a start that came to nothing it can be asked for again, and not before', () => {
    const failed = behindHost(status([service('dev-glab', 'failed', 'running')]), 'dev');
    expect(failed?.starting).toBe(false);
    expect([offersStart({ starting: true }, undefined), offersStart({ starting: true }, 'failed')]).toEqual([
      false,
      true,
    ]);
    expect([offersStart({ starting: false }, 'running'), offersStart({ starting: false }, 'failed')]).toEqual(
      [false, true],
    );
  });

  it('what a person stopped only who may stop it starts', () => {
    const scientist = (permission: string) => ['environment:start', 'dev:steer'].includes(permission);
    const starter = (permission: string) => permission === 'environment:start';
    const stop = (reason: 'person' | 'schedule' | 'codelab') => ({ reason, since: '', by: '' });
    expect(mayStart({ state: 'stopped', stopped: stop('schedule') }, scientist)).toBe(true);
    expect(mayStart({ state: 'stopped', stopped: stop('person') }, scientist)).toBe(false);
    expect(mayStart({ state: 'stopped', stopped: stop('codelab') }, scientist)).toBe(true);
    expect(mayStart({ state: 'stopped', stopped: stop('codelab') }, starter)).toBe(false);
    expect(mayStart({ state: 'uninstalled', stopped: null }, scientist)).toBe(false);
  });
});
