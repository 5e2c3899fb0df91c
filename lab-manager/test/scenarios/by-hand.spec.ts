import { expect } from 'chai';
import { HostClient } from '../support/host-client.ts';
import { HostLab, until } from '../support/host-lab.ts';
import { testRun, testRunLabel } from '../support/reaper.ts';

/** What people and machines do behind the lab's back, and what a person asked of it stays so. */
describe('scenario: behind the lab’s back', () => {
  let lab: HostLab;
  let owner: HostClient;

  before(async () => {
    lab = await HostLab.create();
    lab.start();
    owner = await HostClient.claim(lab);
    await lab.up();
  });
  after(() => lab.remove());

  it('must bring back a container that was removed by hand, and record it', async () => {
    const before = await lab.container('front');
    await lab.engine.delete(`/containers/${before?.Id}?force=1`);
    await until('it is back', () => lab.serves('front'), 90_000);
    await until('it is recorded', async () => (await newest('heal')) === 'succeeded');
    expect((await lab.container('front'))?.Id).not.to.equal(before?.Id);
  });

  it('must leave stopped what a person stopped, also when the manager starts anew', async () => {
    expect((await owner.run('stop', 'front')).state).to.equal('succeeded');
    await lab.kill();
    lab.start();
    await looked();
    expect((await lab.container('front'))?.State).to.equal('exited');
    expect(await lab.serves('prod-db', 'prod-glab')).to.equal(true);
  });

  it('must come back from a reboot without a person: what ran runs, what was stopped stays stopped', async () => {
    await lab.kill();
    for (const { Id } of await lab.containers()) await lab.engine.post(`/containers/${Id}/stop?t=5`);
    lab.start();
    await until('the environment runs', () => lab.serves('prod-db', 'prod-glab'), 120_000);
    await looked();
    expect((await lab.container('front'))?.State).to.equal('exited');
  });

  it('must let nobody start a second manager on the same data root', async () => {
    const second = await lab.twin();
    second.start();
    expect(await second.ended()).to.deep.equal({ code: 75, signal: null });
    expect(await lab.tail()).to.contain(`(pid ${lab.pid} on `);
    expect(await lab.ask('/livez')).to.deep.equal({ status: 'ok' });
  });

  /** All that the manager does by itself on a start was done. */
  async function looked(): Promise<void> {
    await until('it has looked', async () => (await lab.ask('/readyz'))?.['status'] === 'ready');
    await until(
      'nothing is left to do',
      async () => (await owner.plan()).empty && lab.unfinishedJobs() === 0,
    );
  }

  async function newest(kind: string): Promise<string | undefined> {
    return (await owner.jobs()).find((job) => job.kind === kind)?.state;
  }
});

describe('scenario: a name that is taken', () => {
  let lab: HostLab;

  before(async () => {
    lab = await HostLab.create();
  });
  after(() => lab.remove());

  it('must leave the foreign container alone, name it, and complete the lab once it is gone', async () => {
    const name = `${lab.labId}-front`;
    const { Id } = await lab.engine.post<{ Id: string }>(`/containers/create?name=${name}`, {
      Image: 'labstead/front:0.1.0',
      Labels: { [testRunLabel]: testRun },
    });
    const before = await lab.engine.get<object>(`/containers/${Id}/json`);
    lab.start();
    const owner = await HostClient.claim(lab);
    await until('the rest runs', () => lab.serves('prod-db', 'prod-glab'), 120_000);
    await until('it says so', async () => (await owner.problem('name-taken')) !== undefined);
    expect((await owner.problem('name-taken'))?.message).to.contain(`${name} exists and is not this lab's`);
    expect(await lab.engine.get<object>(`/containers/${Id}/json`)).to.deep.equal(before);

    await lab.engine.delete(`/containers/${Id}`);
    await lab.up();
    expect((await lab.container('front'))?.Id).not.to.equal(Id);
  });
});
