import { chmod, chown, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { EngineProxy } from '../support/engine-proxy.ts';
import { HostClient } from '../support/host-client.ts';
import { HostLab, until } from '../support/host-lab.ts';

/** Docker absent, forbidden or stuck: the manager starts all the same, says so, and goes on by itself. */
describe('scenario: the engine is away', () => {
  const nobody = 65534;
  let lab: HostLab;
  let socket: string;
  let proxy: EngineProxy | undefined;

  beforeEach(async () => {
    lab = await HostLab.create();
    socket = join(lab.home, 'engine.sock');
  });
  afterEach(async () => {
    await lab.remove();
    await proxy?.stop();
    proxy = undefined;
  });

  it('must start without Docker, say so in words, and bring the lab up once Docker is there', async () => {
    start();
    const owner = await HostClient.claim(lab);
    await until('it is ready', ready);
    expect(await lab.ask('/readyz')).to.include({ degraded: true, lab: 'unknown' });
    const problem = await owner.problem('docker-unreachable');
    expect(problem?.message).to.match(/Docker can't be reached/);
    expect(problem?.hint).to.match(/systemctl start docker/);

    await symlink('/var/run/docker.sock', socket);
    await lab.up();
    expect(await owner.problem('docker-unreachable')).to.equal(undefined);
  });

  it('must say what to do when the socket is forbidden, and go on once it is allowed', async () => {
    proxy = await EngineProxy.start(socket);
    await chown(socket, nobody, nobody);
    await chmod(socket, 0o600);
    // As in its container, where root may not pass over the modes of files.
    start(['setpriv', '--bounding-set', '-dac_override,-dac_read_search']);
    const owner = await HostClient.claim(lab);
    await until('it says so', async () => (await owner.problem('docker-forbidden')) !== undefined);
    const problem = await owner.problem('docker-forbidden');
    expect(problem?.message).to.match(/socket may not be used/);
    expect(problem?.hint).to.match(/group that owns the socket/);
    expect(await ready()).to.equal(true);

    await chmod(socket, 0o666);
    await until('it sees again', async () => (await owner.status()).state !== 'unknown');
  });

  it('must go on answering at once while the engine hangs, and heal what happened meanwhile', async () => {
    proxy = await EngineProxy.start(socket);
    start();
    const owner = await HostClient.claim(lab);
    await lab.up();

    proxy.hang();
    await lab.engine.delete(`/containers/${lab.labId}-front?force=1`);
    const took: number[] = [];
    await until(
      'it notices',
      async () => {
        took.push(await milliseconds(() => owner.status()), await milliseconds(() => lab.ask('/readyz')));
        return (await owner.status()).state === 'unknown';
      },
      120_000,
    );
    // The engine is waited for ten seconds; what this machine is busy with besides may hold up one answer among many.
    expect(Math.max(...took), took.join()).to.be.lessThan(5000);
    const slow = took.filter((milliseconds) => milliseconds >= 500);
    expect(slow.length, took.join()).to.be.at.most(took.length / 10);
    expect((await owner.problem('docker-timeout'))?.message).to.match(/did not answer in time/);

    proxy.recover();
    await lab.up();
    expect((await owner.jobs()).some(({ kind, state }) => kind === 'heal' && state === 'succeeded')).to.equal(
      true,
    );
  });

  function start(under: readonly string[] = []): void {
    lab.start({ DOCKER_HOST: `unix://${socket}` }, under);
  }

  const ready = async (): Promise<boolean> => (await lab.ask('/readyz'))?.['status'] === 'ready';

  async function milliseconds(work: () => Promise<unknown>): Promise<number> {
    const began = performance.now();
    await work();
    return performance.now() - began;
  }
});
