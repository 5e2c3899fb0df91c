import { expect } from 'chai';
import { HostClient } from '../support/host-client.ts';
import { HostLab, until } from '../support/host-lab.ts';
import { testRun } from '../support/reaper.ts';
import { imageWithCheck } from '../support/sick-image.ts';

/** An image is built or pulled anew under the reference that running labs use: none of them may notice by itself. */
describe('scenario: newer images', () => {
  const tag = `labstead-test/${testRun}:moving`;
  const labFile = `name: Test lab\ndomain: lab.localhost\nimages:\n  override:\n    front: ${tag}\n`;
  let lab: HostLab;
  let owner: HostClient;

  before(async () => {
    lab = await HostLab.create(labFile);
    await rebuild('first');
    lab.start();
    owner = await HostClient.claim(lab);
    await lab.up();
  });
  after(() => lab.remove());

  it('must leave what runs alone when its image is rebuilt, and say that a newer one is here', async () => {
    const before = await frontId();
    await rebuild('second');
    // Whoever asks the doctor has the world looked at anew, as the loop does after any event.
    expect((await owner.doctor()).checks.find(({ id }) => id === 'newer-image')?.subject).to.equal('front');
    expect((await owner.problem('newer-image'))?.message).to.match(/apply uses it/);
    expect((await owner.plan()).text).to.contain('its image changed');
    await lab.kill();
    lab.start();
    await until(
      'the manager has looked again',
      async () => (await lab.ask('/readyz'))?.['status'] === 'ready',
    );
    expect((await owner.jobs()).filter(({ kind }) => kind === 'heal')).to.deep.equal([]);
    expect(await frontId()).to.equal(before);
  });

  it('must start what a person restarts from the image it had: a restart installs nothing', async () => {
    const before = await frontId();
    expect((await owner.run('restart', 'front')).state).to.equal('succeeded');
    expect(await frontId()).to.equal(before);
  });

  it('must use the newer one once the lab is applied', async () => {
    const before = await frontId();
    expect((await owner.run('apply')).state).to.equal('succeeded');
    expect(await frontId()).not.to.equal(before);
    expect(await lab.container('front.prev')).to.equal(undefined);
    expect(await owner.problem('newer-image')).to.equal(undefined);
    expect((await owner.plan()).empty).to.equal(true);
  });

  it('must make what was removed by hand from the image that is there', async () => {
    const before = await frontId();
    const built = await rebuild('third');
    await lab.engine.delete(`/containers/${before}?force=1`);
    await until('it is back', () => lab.serves('front'), 90_000);
    const { Image } = await lab.engine.get<{ Image: string }>(`/containers/${await frontId()}/json`);
    expect(Image).to.equal(built);
  });

  it('must use the newer one when the installer asks, and do nothing when it asks again', async () => {
    const before = await frontId();
    await rebuild('fourth');
    expect(await lab.ask('/apply', 'POST')).to.include({ state: 'succeeded' });
    expect(await frontId()).not.to.equal(before);
    const jobs = (await owner.jobs()).length;
    expect(await lab.ask('/apply', 'POST')).to.include({ job: null, state: 'succeeded' });
    expect(await owner.jobs()).to.have.length(jobs);
  });

  /** Another image under the same reference; answers its id. */
  async function rebuild(mark: string): Promise<string> {
    await imageWithCheck(lab.engine, tag, 'labstead/front:0.1.0', ['true', mark]);
    return (await lab.engine.get<{ Id: string }>(`/images/${tag}/json`)).Id;
  }

  async function frontId(): Promise<string | undefined> {
    return (await lab.container('front'))?.Id;
  }
});
