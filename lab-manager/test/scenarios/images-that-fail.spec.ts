import { expect } from 'chai';
import { freePort } from '../support/free-port.ts';
import { HostClient } from '../support/host-client.ts';
import { HostLab, until } from '../support/host-lab.ts';
import { testRun } from '../support/reaper.ts';
import { imageWithCheck } from '../support/sick-image.ts';

/** The lab file asks for an image that isn't there, or for one whose container never gets healthy. */
describe('scenario: images that fail', () => {
  const good = 'name: Test lab\ndomain: lab.localhost\n';
  const withFront = (image: string) => `${good}images:\n  override:\n    front: ${image}\n`;
  const sick = `labstead-test/${testRun}:sick`;
  let lab: HostLab;
  let owner: HostClient;

  before(async () => {
    lab = await HostLab.create(good);
    lab.start();
    owner = await HostClient.claim(lab);
    await lab.up();
  });
  after(() => lab.remove());

  it('must let the old container run on when the new image can’t be had, and say so', async () => {
    const before = await frontId();
    const nowhere = `127.0.0.1:${await freePort()}/nowhere:1`;
    const job = await accept(withFront(nowhere)).then(() => owner.run('apply'));
    expect(job.state).to.equal('failed');
    expect(job.error).to.have.property('code', 'image.unavailable');
    expect(await frontId()).to.equal(before);
    expect((await owner.problem('image-unavailable'))?.message).to.match(/the old one keeps running/);
  });

  it('must not hammer: healing that failed waits longer each time', async () => {
    const heals = async () => (await owner.jobs()).filter(({ kind }) => kind === 'heal').toReversed();
    await until('it tried twice', async () => (await heals()).filter(({ endedAt }) => endedAt).length >= 2);
    const [first, second] = await heals();
    const pause = Date.parse(second?.createdAt ?? '') - Date.parse(first?.endedAt ?? '');
    expect(pause).to.be.greaterThan(4500);
  });

  it('must have nothing to do once the lab file is the old one again', async () => {
    const before = await frontId();
    await accept(good);
    expect((await owner.run('apply')).state).to.equal('succeeded');
    expect(await owner.plan()).to.have.property('empty', true);
    expect(await frontId()).to.equal(before);
    expect(await owner.problem('image-unavailable')).to.equal(undefined);
  });

  it('must put the previous container back when the new one never gets healthy', async () => {
    const before = await frontId();
    await imageWithCheck(lab.engine, sick, 'labstead/front:0.1.0', ['false']);
    await accept(withFront(sick));
    const job = await owner.run('apply');
    expect(job.state).to.equal('failed');
    expect(job.error).to.have.property('code', 'container.unhealthy');
    await until('the previous one serves again', () => lab.serves('front'));
    expect(await frontId()).to.equal(before);
    expect((await owner.problem('held-back'))?.message).to.match(/its previous container runs on/);
    // Asked again it would be tried again, and the plan says what apply would do; by itself the lab leaves it alone.
    expect(await owner.plan()).to.have.property('empty', false);
    expect(await frontId()).to.equal(before);
    expect(await lab.container('front.prev')).to.equal(undefined);
  });

  it('must take the new form when it is applied again after mending', async () => {
    const before = await frontId();
    await imageWithCheck(lab.engine, sick, 'labstead/front:0.1.0', ['true']);
    const job = await owner.run('apply');
    expect(job.state, job.outcome ?? '').to.equal('succeeded');
    expect(await frontId()).not.to.equal(before);
    await until('the engine calls it healthy, too', () => lab.serves('front'));
    expect(await owner.problem('held-back')).to.equal(undefined);
  });

  async function accept(text: string): Promise<void> {
    const { version } = await owner.config();
    await lab.editLabFile(text);
    await until('it is accepted', async () => (await owner.config()).version > version);
  }

  async function frontId(): Promise<string | undefined> {
    return (await lab.container('front'))?.Id;
  }
});
