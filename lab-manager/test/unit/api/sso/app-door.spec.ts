import { expect } from 'chai';
import type { ServiceStatus } from '../../../../src/core/model/lab-status.ts';
import { codeOf } from '../../../support/code-of.ts';
import type { CallReply } from '../../../support/http-call.ts';
import { useApi } from '../../../support/use-api.ts';

const navigate = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none', accept: 'text/html' };
const service = 'prod-app-sample-page';

describe('api/sso: a request to an app of a brick', () => {
  const bench = useApi();

  beforeEach(() => {
    bench.lab.hosted = [
      {
        name: 'app-sample-page',
        service,
        environment: 'prod',
        brick: 'sample',
        title: 'The page',
        port: 8000,
        hostname: 'app-sample-page.lab.localhost',
        origin: 'https://app-sample-page.lab.localhost:8443',
        idle: 1_800_000,
      },
    ];
    is('stopped', 'stopped');
  });

  function is(state: ServiceStatus['state'], wanted: ServiceStatus['wanted'], message?: string): void {
    const [glab] = bench.lab.current.services;
    bench.lab.tell({
      services: [glab!, { ...glab!, name: service, state, wanted, message }],
    });
  }

  let visits = 0;
  async function come(
    headers: Record<string, string> = navigate,
    role = 'viewer' as const,
  ): Promise<CallReply> {
    const authorization = `Bearer ${await bench.token(role, `${role}${(visits += 1)}`)}`;
    return bench.inside('/forward-auth/app-sample-page', {
      headers: {
        authorization,
        'x-forwarded-method': 'GET',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'app-sample-page.lab.localhost:8443',
        'x-forwarded-uri': '/tables?id=7',
        ...headers,
      },
    });
  }
  const starts = () =>
    bench.store.journal
      .list({ limit: 9, before: undefined })
      .filter(({ kind, params }) => kind === 'start' && params.target === service);

  it('one that rests starts for whoever may open its environment, and the page asks again by itself', async () => {
    const reply = await come();
    expect(reply.status).to.equal(503);
    expect(reply.text).to.contain('The page is starting');
    expect(reply.text).to.match(/<meta http-equiv="refresh" content="2;url=[^"]+">/);
    expect(reply.headers['retry-after']).to.equal('2');
    expect(starts()).to.have.length(1);
    expect(starts()[0]!.requestedBy.actor).to.match(/^id-viewer/);
  });

  it('a program is told the same as a problem, with when to ask again', async () => {
    const reply = await come({});
    expect([reply.status, codeOf(reply)]).to.deep.equal([503, 'service.starting']);
    expect(reply.headers['retry-after']).to.equal('2');
    expect(starts()).to.have.length(1);
  });

  it('two people before the same door start it once', async () => {
    await bench.runner.stop();
    await Promise.all([come(), come(), come()]);
    expect(starts()).to.have.length(1);
  });

  it('one that runs is let through, with its environment said and its use noted', async () => {
    is('running', 'running');
    const reply = await come();
    expect(reply.status).to.equal(200);
    expect(reply.headers['x-lab-environment']).to.equal('prod');
    expect(bench.came).to.deep.equal(['app-sample-page']);
    expect(starts()).to.deep.equal([]);
  });

  it('one that a person stopped is not started by being opened, and says who stopped it', async () => {
    bench.store.wishes.setStopped([service], true, 1, { reason: 'person', actor: 'id-ada' });
    is('stopped', 'stopped', 'Stopped since noon by Ada.');
    const reply = await come();
    expect(reply.status).to.equal(503);
    expect(reply.text).to.contain('Stopped since noon by Ada.');
    expect(reply.text).not.to.contain('refresh');
    expect(codeOf(await come({}))).to.equal('service.stopped');
    expect(starts()).to.deep.equal([]);
  });

  it('one whose environment is stopped says so, and starts nothing', async () => {
    const [prod] = bench.lab.current.environments;
    bench.lab.tell({ environments: [{ ...prod!, state: 'stopped', sentence: 'Stopped by the schedule.' }] });
    expect((await come()).text).to.contain('It belongs to prod. Stopped by the schedule.');
    expect(starts()).to.deep.equal([]);
  });

  it('one whose database is stopped says so instead of starting for ever', async () => {
    bench.store.wishes.setStopped([service], false, 1);
    is('stopped', 'stopped', 'Stopped because prod-db-sample-notes is.');
    expect((await come()).text).to.contain('Stopped because prod-db-sample-notes is.');
    expect(starts()).to.deep.equal([]);
  });

  it('one that just failed to start says why, and is not started over and over by a page that asks again', async () => {
    const { journal, wishes } = bench.store;
    wishes.setStopped([service], false, 1);
    const asked = { kind: 'start' as const, title: 'Start it', params: { target: service } };
    const requestedBy = { actor: 'id-ada', via: 'console' as const, requestId: undefined };
    journal.create({ id: '01', ...asked, requestedBy, createdAt: bench.clock.now() });
    journal.setState('01', 'failed', bench.clock.now(), {
      outcome: 'Failed: it did not answer.',
      error: undefined,
    });
    is('failed', 'running', 'It ended with exit code 1.');
    expect((await come()).text).to.contain('Failed: it did not answer.');
    bench.clock.skew(31_000);
    const later = await come();
    expect(later.text).to.contain('It should run, and does not. It ended with exit code 1.');
    expect(later.text).not.to.contain('refresh');
    expect(later.headers['retry-after']).to.equal('30');
    expect(starts()).to.have.length(1);
  });

  it('one that was asked for and is not well says how it is, and no page asks for it for ever', async () => {
    bench.store.wishes.setStopped([service], false, 1);
    is('unhealthy', 'running', 'connection refused');
    const page = await come();
    expect(page.text).to.contain('It runs, and is not well. connection refused');
    expect(page.text).not.to.contain('refresh');
    const told = await come({});
    expect(codeOf(told)).to.equal('service.stopped');
    expect(told.text).to.contain(`labctl restart ${service}`);
    expect(starts()).to.deep.equal([]);
    is('starting', 'running');
    expect((await come()).text).to.contain('The page is starting');
  });

  it('one whose brick can’t be read says so on a page, running or not, without when to come again, and to whoever may open it alone', async () => {
    bench.lab.hosted = bench.lab.hosted.map((app) => ({ ...app, refused: 'settings.json can’t be read.' }));
    for (const state of ['running', 'stopped'] as const) {
      is(state, state);
      const page = await come();
      expect(page.status).to.equal(503);
      expect(page.text)
        .to.contain('The page can’t be opened now')
        .and.contain('settings.json can’t be read.');
      const told = await come({});
      expect([told.status, codeOf(told)]).to.deep.equal([409, 'service.undeclared']);
      expect([page, told].map(({ headers }) => headers['retry-after'])).to.deep.equal([undefined, undefined]);
    }
    expect(starts()).to.deep.equal([]);
    const stranger = await come({ authorization: '', ...navigate });
    expect(stranger.text).not.to.contain('settings.json');
  });

  it('nobody starts it who may not open its environment, or isn’t signed in', async () => {
    const stranger = await bench.inside('/forward-auth/app-sample-page', {
      headers: {
        'x-forwarded-method': 'GET',
        'x-forwarded-host': 'app-sample-page.lab.localhost:8443',
        'x-forwarded-uri': '/',
        ...navigate,
      },
    });
    expect(stranger.status).to.equal(302);
    expect(stranger.headers.location).to.contain('environment=app-sample-page');
    expect(starts()).to.deep.equal([]);
  });
});
