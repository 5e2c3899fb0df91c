import { expect } from 'chai';
import type { StatusReply } from '../../../../src/contract/index.ts';
import { codeOf } from '../../../support/code-of.ts';
import { eventually } from '../../../support/eventually.ts';
import { useApi } from '../../../support/use-api.ts';

interface JobText {
  id: string;
  state: string;
  progress: number;
  steps: { state: string }[];
}

describe('api/routes/job-handlers', () => {
  let open: () => void = () => undefined;
  let gate: Promise<void>;
  const bench = useApi(() => ({
    title: ({ target }) => `Apply ${target}`,
    plan: (job) =>
      Promise.resolve(
        job.steps.length > 0
          ? []
          : [
              {
                name: 'one',
                sentence: 'do one',
                after: [],
                ...(job.kind === 'stop' ? { waits: true as const } : {}),
                do: (report, signal) => {
                  report.log('working');
                  return Promise.race([
                    gate,
                    new Promise<void>((_resolve, reject) => {
                      signal.addEventListener('abort', () => {
                        reject(signal.reason as Error);
                      });
                    }),
                  ]);
                },
              },
            ],
      ),
    outcome: () => 'Done.',
  }));
  let authorization = '';
  beforeEach(async () => {
    gate = new Promise<void>((resolve) => (open = resolve));
    authorization = `Bearer ${await bench.token('operator')}`;
  });
  afterEach(() => {
    open();
  });
  const get = (path: string) => bench.call(`/api/v1${path}`, { headers: { authorization } });
  const ask = (body: object = { kind: 'apply' }) =>
    bench.call('/api/v1/jobs', {
      method: 'POST',
      headers: { authorization, 'user-agent': 'labctl/0.1.0' },
      body,
    });
  const jobIn = (reply: { text: string }) => JSON.parse(reply.text) as JobText;

  it('an environment is not disabled under others who use it, and they are named', async () => {
    const inside = (name: string, minutesAgo: number) => {
      const at = bench.clock.now() - minutesAgo * 60_000;
      bench.store.sessions.add({
        ...{
          hash: `${name} in dev`,
          userId: `id-${name}`,
          audience: 'dev',
          parent: undefined,
          userAgent: 'test',
        },
        ...{ createdAt: at, lastSeenAt: at, expiresAt: at + 7_200_000 },
      });
    };
    await bench.addUser('scientist', 'Grace');
    await bench.addUser('scientist', 'Gone');
    inside('Grace', 2);
    inside('Gone', 60);
    authorization = `Bearer ${await bench.token('admin')}`;
    inside('admin', 1);
    const refused = await ask({ kind: 'disable', target: 'dev' });
    expect([refused.status, codeOf(refused)]).to.deep.equal([409, 'environment.in_use']);
    expect(refused.text).to.include('Nothing was disabled: Grace uses dev now.');
    expect((await ask({ kind: 'disable', target: 'dev', waitForWork: 0 })).status).to.equal(202);
    expect((await ask({ kind: 'disable', target: 'prod', whenBusy: 'wait' })).status).to.equal(202);
  });

  it('asking answers 202 and where to follow the job', async () => {
    const reply = await ask({ kind: 'restart', target: 'prod' });
    const job = jobIn(reply);
    expect([reply.status, reply.headers.location]).to.deep.equal([202, `/api/v1/jobs/${job.id}`]);
    expect(job).to.deep.include({
      kind: 'restart',
      title: 'Apply prod',
      target: 'prod',
      requestedBy: { actor: 'id-operator', name: 'operator', via: 'cli' },
    });
    expect(bench.store.journal.get(job.id)?.requestedBy.requestId).to.equal(reply.headers['x-request-id']);
  });

  it('an apply is refused while lab.yaml has errors, with all of them, and nothing is journalled; a restart is not', async () => {
    bench.lab.brokenOnDisk = true;
    const reply = await ask();
    expect([reply.status, codeOf(reply)]).to.deep.equal([422, 'labfile.invalid']);
    expect(JSON.parse(reply.text)).to.have.nested.property('errors[0].line');
    expect(bench.store.journal.list({ limit: 9, before: undefined })).to.deep.equal([]);
    expect((await ask({ kind: 'restart', target: 'prod' })).status).to.equal(202);
  });

  it('a busy lab refuses another job and says which one runs, or lets it wait', async () => {
    const { id } = jobIn(await ask());
    const refused = await ask();
    expect([refused.status, codeOf(refused)]).to.deep.equal([409, 'job.busy']);
    expect(JSON.parse(refused.text)).to.have.property('job', id);
    expect((await ask({ kind: 'apply', whenBusy: 'wait' })).status).to.equal(202);
  });

  it('waiting for a job answers when it ends, and not before', async () => {
    const { id } = jobIn(await ask());
    const waiting = get(`/jobs/${id}?wait=20`);
    const first = await Promise.race([
      waiting,
      new Promise((resolve) => setTimeout(resolve, 100, 'still waiting')),
    ]);
    expect(first).to.equal('still waiting');
    open();
    expect(jobIn(await waiting)).to.deep.include({ state: 'succeeded', progress: 1 });
    expect(jobIn(await get(`/jobs/${id}?wait=20`)).state).to.equal('succeeded');
  });

  it('a wait that is over answers with the job as it is', async () => {
    const { id } = jobIn(await ask());
    const reply = jobIn(await get(`/jobs/${id}?wait=1`));
    expect(reply.state).to.equal('running');
    expect((await get('/status')).text).to.contain(`"runningJob":"${id}"`);
  });

  it('a job that only waits is named where it matters and hides none that acts', async () => {
    const all = async () => JSON.parse((await get('/status')).text) as StatusReply;
    const waits = jobIn(await ask({ kind: 'stop', target: 'prod', waitForWork: 60 }));
    await eventually(() => bench.runner.busyWith() === undefined, 2000);
    const waitingJobs = [{ id: waits.id, title: 'Apply prod', target: 'prod' }];
    expect(await all()).to.deep.include({ runningJob: null, waitingJobs });
    expect((await all()).environments[0]?.sentence).to.equal('Running. Once no work runs: apply prod.');
    const acts = jobIn(await ask({ kind: 'restart', target: 'dev' }));
    expect(await all()).to.deep.include({ runningJob: acts.id, waitingJobs });
    open();
    await bench.runner.idle();
    expect(await all()).to.deep.include({ runningJob: null, waitingJobs: [] });
    expect((await all()).environments[0]?.sentence).to.equal('Running.');
  });

  it('cancelling ends it', async () => {
    const { id } = jobIn(await ask());
    const cancel = () =>
      bench.call(`/api/v1/jobs/${id}/cancel`, { method: 'POST', headers: { authorization } });
    expect((await cancel()).status).to.equal(202);
    expect(jobIn(await get(`/jobs/${id}?wait=20`)).state).to.equal('cancelled');
    expect(codeOf(await cancel())).to.equal('job.not_cancellable');
  });

  it('its log and the list of jobs come in pages', async () => {
    const { id } = jobIn(await ask());
    await ask({ kind: 'stop', whenBusy: 'wait' });
    open();
    await bench.runner.idle();
    const list = JSON.parse((await get('/jobs?limit=1')).text) as { items: object[]; nextCursor: string };
    expect(list.items[0]).to.include({ kind: 'stop' }).and.not.have.property('steps');
    const next = JSON.parse((await get(`/jobs?limit=1&cursor=${list.nextCursor}`)).text) as typeof list;
    expect(next.items[0]).to.include({ id });
    const log = JSON.parse((await get(`/jobs/${id}/log`)).text) as { items: { line: string; seq: number }[] };
    expect(log.items.map(({ line }) => line)).to.include('working');
    const [{ seq = 0 } = {}] = log.items;
    const rest = JSON.parse((await get(`/jobs/${id}/log?cursor=${seq}`)).text) as typeof log;
    expect(rest.items).to.deep.equal(log.items.slice(1));
    expect(codeOf(await get('/jobs/none/log'))).to.equal('job.not_found');
  });
});
