import { expect } from 'chai';
import { freePort } from '../support/free-port.ts';
import { HostClient } from '../support/host-client.ts';
import { HostLab, until } from '../support/host-lab.ts';
import { privateMounts } from '../support/private-mounts.ts';

/** The manager sees a disk of 64 MB where the engine keeps its images; what the engine really has doesn't matter. */
describe('scenario: little room for images', () => {
  let lab: HostLab;

  before(async () => {
    lab = await HostLab.create();
  });
  after(() => lab.remove());

  it('must refuse to pull before anything is begun, with numbers', async () => {
    const { DockerRootDir: root } = await lab.engine.get<{ DockerRootDir: string }>('/info');
    lab.start({}, privateMounts(['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', root]));
    const owner = await HostClient.claim(lab);
    await lab.up();
    const before = await lab.container('front');
    const image = `127.0.0.1:${await freePort()}/front:2`;
    const { version } = await owner.config();
    await lab.editLabFile(
      `name: Test lab\ndomain: lab.localhost\nimages:\n  override:\n    front: ${image}\n`,
    );
    await until('it is accepted', async () => (await owner.config()).version > version);

    const { state, error, steps } = await owner.run('apply');
    expect(state).to.equal('failed');
    expect(error).to.have.property('code', 'disk.low');
    expect(error?.message).to.match(/2\.5 GiB have to be free where .* lies; 64 MiB are/);
    expect(steps.some(({ name }) => name.startsWith('pullImage'))).to.equal(false);
    expect((await lab.container('front'))?.Id).to.equal(before?.Id);
    expect((await owner.problem('disk-low'))?.message).to.match(/Only 64 MiB of 64 MiB are free/);
  });
});
