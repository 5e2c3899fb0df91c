import { expect } from 'chai';
import type { StatusReply } from '../../src/contract/status.ts';
import { HostClient } from '../support/host-client.ts';
import { HostLab, until } from '../support/host-lab.ts';
import { HostVisitor } from '../support/host-visitor.ts';
import { anHourAgo, minutesAgo } from '../support/schedule-around.ts';

const labFile = (): string => `name: Test lab
domain: lab.localhost
environments:
  prod:
    schedule: { stop: "${minutesAgo(5)}" }
    idle: { stopAfter: 2h }
`;

/** What the lab does by itself, on a real engine: it stops at its times, and when nobody is there. */
describe('scenario: stopped by the schedule, and when nobody is there', function () {
  this.timeout(180_000);
  let lab: HostLab;
  let owner: HostClient;

  before(async () => {
    lab = await HostLab.create(labFile());
    lab.start();
    owner = await HostClient.claim(lab);
    await lab.up();
  });
  after(() => lab.remove());

  const prod = async (): Promise<StatusReply['environments'][number] | undefined> =>
    (await owner.status()).environments.find(({ name }) => name === 'prod');
  const restart = async (whileDown: Parameters<HostLab['whileDown']>[0] = () => undefined): Promise<void> => {
    await lab.kill();
    lab.whileDown(whileDown);
    lab.start();
    await until('it has looked', async () => (await lab.ask('/readyz'))?.['status'] === 'ready');
  };
  /** As if nobody had come for three hours. */
  const left = () =>
    restart(({ environments }) => environments.noteActivity('prod', Date.now() - 3 * 3_600_000));
  const quiet = () =>
    until(
      'nothing is left to do',
      async () => (await owner.plan()).empty && lab.unfinishedJobs() === 0,
      120_000,
    );

  it('must stop at its time, and leave running what the schedule is not about', async () => {
    expect((await prod())?.state, 'a schedule that is new makes up for nothing').to.equal('running');
    await restart(({ environments }) =>
      environments.noteFollowed('prod', { written: undefined, doneAt: anHourAgo() }),
    );
    await until('prod is stopped', async () => (await prod())?.state === 'stopped', 60_000);
    expect((await prod())?.sentence).to.match(/^Stopped since \d\d:\d\d by the schedule\.$/);
    expect((await prod())?.stopped).to.include({ reason: 'schedule' });
    expect((await lab.container('prod-glab'))?.State).to.equal('exited');
    expect(await lab.serves('front')).to.equal(true);
  });

  it('must stay stopped over a restart of the manager, for the same reason, and then be a person’s stop who asks for it', async () => {
    await restart();
    await quiet();
    expect((await lab.container('prod-glab'))?.State).to.equal('exited');
    expect((await prod())?.stopped).to.include({ reason: 'schedule' });
    expect((await owner.run('stop', 'prod')).state).to.equal('succeeded');
    expect((await prod())?.sentence).to.match(/^Stopped since \d\d:\d\d by Ada\.$/);
  });

  it('must stop when nobody came for long, and say so', async () => {
    expect((await owner.run('start', 'prod')).state).to.equal('succeeded');
    await lab.up();
    await left();
    await until('prod is stopped', async () => (await prod())?.state === 'stopped', 60_000);
    expect((await prod())?.sentence).to.match(/^Stopped since \d\d:\d\d: nobody was using it\.$/);
  });

  it('must run on for who signs in while it is being stopped for want of anybody', async () => {
    expect((await owner.run('start', 'prod')).state).to.equal('succeeded');
    await lab.up();
    await left();
    const stop = async () =>
      (await owner.jobs()).find(({ kind, endedAt }) => kind === 'stop' && endedAt === null);
    await until('it is being stopped', async () => (await stop()) !== undefined, 60_000);
    const id = (await stop())?.id ?? '';
    const visitor = new HostVisitor(lab);
    const met = await visitor.signIn(owner);
    await quiet();
    await lab.up();
    const job = (await owner.jobs()).find((one) => one.id === id);
    expect([job?.state, job?.outcome]).to.deep.equal(['succeeded', 'Not stopped: somebody came.']);
    expect((await prod())?.sentence).to.match(/^Running\./);
    expect([200, 302, 503], 'the environment, or the page that waits for it').to.include(met.status);
    expect((await visitor.open()).status).to.equal(200);
  });
});
