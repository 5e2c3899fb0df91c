import { join } from 'node:path';
import { EngineProxy } from '../test/support/engine-proxy.ts';
import { HostClient } from '../test/support/host-client.ts';
import { HostLab, until } from '../test/support/host-lab.ts';
import { ComposeLab } from './compose-lab.ts';
import { byTurns, milliseconds, ratio, type Figure } from './figure.ts';
import { wholeLab } from './whole-lab.ts';

/**
 * A whole job that finds nothing to do, asked for over the API, against compose finding the same. What it asks of the
 * engine is counted in a run of its own: whoever counts stands between the two, and takes its time.
 */
export async function nothingToDo(): Promise<Figure[]> {
  const [lab, compose] = [await HostLab.create(wholeLab), await ComposeLab.create()];
  const proxy = await EngineProxy.start(join(lab.home, 'engine.sock'));
  try {
    lab.start();
    const owner = await HostClient.claim(lab);
    await lab.up();
    await compose.up('--wait');
    const taken = await byTurns(
      7,
      () => milliseconds(() => owner.run('apply')),
      () => milliseconds(() => compose.up()),
    );
    await lab.kill('SIGTERM');
    lab.start({ DOCKER_HOST: `unix://${proxy.socketPath}` });
    await until('it has looked', async () => (await lab.ask('/readyz'))?.['status'] === 'ready');
    const [writes, requests] = [proxy.writes.length, proxy.requests];
    for (let job = 0; job < 7; job += 1) await owner.run('apply');
    const made = proxy.writes.slice(writes);
    return [
      ratio('nothing to do, against docker compose up', 0.1, taken),
      {
        name: 'Docker writes with nothing to do',
        value: made.length,
        unit: 'writes',
        most: 0,
        from: `${proxy.requests - requests} requests in 7 jobs${made.length === 0 ? '' : `: ${made.join(', ')}`}`,
      },
    ];
  } finally {
    await lab.remove();
    await proxy.stop();
    await compose.remove();
  }
}
