import { expect } from 'chai';
import { closedDoor } from '../../../../src/api/sso/closed-door.ts';
import type { EnvironmentStatus } from '../../../../src/core/model/environment-status.ts';
import type { ServiceStatus } from '../../../../src/core/model/lab-status.ts';
import { codeOf } from '../../../support/code-of.ts';
import type { CallReply } from '../../../support/http-call.ts';
import { useApi } from '../../../support/use-api.ts';

const navigate = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none', accept: 'text/html' };
const sentence = 'Stopped since 20:00 by the schedule. It starts at Monday 07:00 by the schedule.';

describe('api/sso: a request to an environment that is stopped', () => {
  const bench = useApi();

  function stop(
    stopped: Partial<EnvironmentStatus['stopped']> = {},
    more: Partial<EnvironmentStatus> = {},
  ): void {
    const [prod] = bench.lab.current.environments;
    const [glab] = bench.lab.current.services;
    bench.lab.tell({
      environments: [
        {
          ...prod!,
          state: 'stopped',
          sentence,
          stopped: { reason: 'schedule', since: 1, by: '', ...stopped },
          startsAt: bench.clock.now() + 90_000,
          ...more,
        },
      ],
      services: [{ ...glab!, state: 'stopped', wanted: 'stopped' }, front('running')],
    });
  }
  const front = (wanted: ServiceStatus['wanted']): ServiceStatus => ({
    ...bench.lab.current.services[0]!,
    name: 'front',
    environment: undefined,
    wanted,
  });

  async function come(path: string, headers: Record<string, string> = {}, host = 'prod'): Promise<CallReply> {
    const authorization = `Bearer ${await bench.token('operator', `somebody${String(Math.random()).slice(2)}`)}`;
    return bench.inside(`/forward-auth/${host}`, {
      headers: {
        authorization,
        'x-forwarded-method': 'GET',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': `${host}.lab.localhost:8443`,
        'x-forwarded-uri': path,
        ...headers,
      },
    });
  }

  it('leads a browser to the page that can start it, with the way back', async () => {
    stop();
    const reply = await come('/resources?kind=table&q=a%26b', navigate);
    expect(reply.status).to.equal(302);
    const target = new URL(reply.headers.location ?? '');
    expect([target.origin, target.pathname]).to.deep.equal(['https://lab.localhost:8443', '/start/prod']);
    expect(target.searchParams.get('to')).to.equal('/resources?kind=table&q=a%26b');
    expect(reply.headers['cache-control']).to.equal('no-store');
  });

  it('leads back to nobody else’s host', async () => {
    stop();
    for (const path of ['//evil.example/x', '/\\evil.example', '/a\tb']) {
      const target = new URL((await come(path, navigate)).headers.location ?? '');
      expect(target.searchParams.get('to'), path).to.equal('/');
    }
  });

  it('tells a program the same, and when it may ask again', async () => {
    stop();
    const reply = await come('/api/v1/scenarios');
    expect([reply.status, codeOf(reply)]).to.deep.equal([503, 'environment.stopped']);
    expect(reply.headers['retry-after']).to.equal('90');
    expect(JSON.parse(reply.text)).to.deep.include({
      title: `prod does not run. ${sentence}`,
      hint: 'Whoever may start it does so in the console, or with labctl start prod.',
    });
    stop({ reason: 'person' }, { startsAt: undefined });
    expect((await come('/api/v1/scenarios')).headers['retry-after']).to.equal('30');
  });

  it('tells a program of the service behind the host alone, where others of the environment run', async () => {
    const [glab] = bench.lab.current.services;
    const service = (name: string, message?: string): ServiceStatus => ({
      ...glab!,
      name,
      environment: 'dev',
      ...(message === undefined ? {} : { state: 'stopped', wanted: 'stopped', message }),
    });
    const byAda = 'Stopped since 20:00 by Ada.';
    stop({}, { name: 'dev', sentence: 'dev-glab: stopped since 19:00 by Bob. Other services of dev run.' });
    bench.lab.tell({ services: [service('dev-glab', byAda), service('dev-db')] });
    const { title } = JSON.parse((await come('/api/v1/scenarios', {}, 'dev')).text) as { title: string };
    expect(title).to.equal(`dev-glab does not run. ${byAda}`);
    const services = [service('dev-glab', 'Stopped.'), service('dev-codelab', byAda), service('dev-db')];
    const codelab = () => closedDoor(bench.lab.current, 'codelab');
    bench.lab.tell({ services });
    expect(codelab()).to.deep.include({ what: 'dev-codelab', sentence: byAda, environment: 'dev' });
    bench.lab.tell({ services: services.slice(0, 2) });
    expect(codelab()).to.have.property('what', 'dev');
  });

  it('promises nobody the schedule’s start of what a person stopped', () => {
    stop();
    const [glab] = bench.lab.current.services;
    for (const reason of ['schedule', 'idle', 'person', 'codelab'] as const) {
      bench.lab.tell({ services: [{ ...glab!, stopped: { reason, since: 1, by: '' } }] });
      const door = closedDoor(bench.lab.current, 'prod');
      expect(door?.startsAt !== undefined, reason).to.equal(['schedule', 'idle'].includes(reason));
    }
  });

  it('leads a browser there while the console’s pages are stopped as well: what the edge shows there starts them', async () => {
    stop();
    bench.lab.tell({ services: [bench.lab.current.services[0]!, front('stopped')] });
    expect((await come('/tasks', navigate)).headers.location).to.match(/\/start\/prod\?to=%2Ftasks$/);
  });

  it('is somebody who came; whoever may not come is nobody', async () => {
    stop();
    await come('/');
    expect(bench.came).to.deep.equal(['prod']);
    await bench.inside('/forward-auth/prod', {
      headers: { 'x-forwarded-host': 'prod.lab.localhost', 'x-forwarded-uri': '/' },
    });
    expect(bench.came).to.deep.equal(['prod']);
  });

  it('passes where it runs, or should', async () => {
    expect((await come('/api/v1/tasks')).status).to.equal(200);
    bench.lab.tell({ services: [{ ...bench.lab.current.services[0]!, state: 'starting' }] });
    expect((await come('/api/v1/tasks')).status).to.equal(200);
    bench.lab.tell({ services: [] });
    expect((await come('/api/v1/tasks')).status, 'nobody has looked yet').to.equal(200);
  });

  it('of one that is disabled: a browser is led to where that stands, a program is told', async () => {
    const { hosts } = bench.deps;
    const [prod, ...others] = hosts().environments;
    await bench.restart({ hosts: () => ({ ...hosts(), environments: others, disabled: [prod!] }) });
    expect((await come('/tasks', navigate)).headers.location).to.match(/\/start\/prod\?to=%2Ftasks$/);
    const reply = await come('/api/v1/tasks');
    expect([reply.status, codeOf(reply)]).to.deep.equal([404, 'environment.unknown']);
    expect(reply.text).to.contain('prod is disabled in the lab file.');
  });

  describe('is answered by starting it', () => {
    const start = async (role: 'owner' | 'operator' | 'scientist' | 'viewer', environment = 'prod') =>
      bench.call(`/api/v1/environments/${environment}/start`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await bench.token(role)}` },
      });
    const jobs = () => bench.store.journal.list({ limit: 9, before: undefined });

    it('by whoever works there, when the schedule or idleness stopped it', async () => {
      stop({ reason: 'idle' });
      expect((await start('scientist')).status).to.equal(202);
      // Of its other services, what a person stopped or uninstalled is not for them to bring back.
      const params = { target: 'prod', sparesPersons: true };
      expect(jobs()[0]).to.deep.include({ kind: 'start', params });
      expect((await start('viewer')).status).to.equal(403);
    });

    it('only by who may stop it, when a person did, and the others are told whom to ask', async () => {
      stop({ reason: 'person' }, { sentence: 'Stopped since 20:00 by Ada.' });
      const reply = await start('scientist');
      expect([reply.status, codeOf(reply)]).to.deep.equal([403, 'auth.forbidden']);
      expect(reply.text).to.contain('by Ada').and.to.contain('Ask an owner, admin or operator of the lab.');
      expect((await start('operator')).status).to.equal(202);
      expect(jobs()[0]?.params).to.deep.equal({ target: 'prod' });
    });

    it('of what the codelab stopped: by whoever develops, and nothing else is started for them', async () => {
      stop({ reason: 'codelab' });
      expect((await start('scientist')).status).to.equal(202);
      expect(jobs()[0]?.params).to.deep.equal({ target: 'prod-glab' });
      expect((await start('viewer')).status).to.equal(403);
    });

    it('not where it is disabled, or unknown', async () => {
      stop({}, { state: 'disabled' });
      const reply = await start('owner');
      expect([reply.status, codeOf(reply)]).to.deep.equal([404, 'environment.unknown']);
      expect(reply.text).to.contain('labctl enable prod');
      const name = encodeURIComponent(`"'\n${'x'.repeat(10_000)}`);
      expect((await start('operator', name)).status).to.be.oneOf([400, 404, 414, 431]);
    });
  });
});
