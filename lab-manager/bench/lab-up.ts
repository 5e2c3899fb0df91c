import { join } from 'node:path';
import type { JobReply } from '../src/contract/jobs.ts';
import { HostClient } from '../test/support/host-client.ts';
import { HostLab } from '../test/support/host-lab.ts';
import { cacheDirectory } from '../test/support/test-engine-cache.ts';
import { ComposeLab } from './compose-lab.ts';
import { byTurns, median, milliseconds, ratio, type Figure } from './figure.ts';
import { criticalPath, ownTimes, timesIn, type OwnTimes } from './own-times.ts';
import { wholeLab } from './whole-lab.ts';

interface Up {
  took: number;
  /** The longest chain of what the services themselves took in this very run. */
  path: number;
}

/** From nothing but the images to every service of the whole lab healthy, empty databases included. */
export async function labUp(): Promise<Figure[]> {
  const alone = await ownTimes();
  const ups: Up[] = [];
  const byLab = async (): Promise<number> => {
    const up = await labUpOnce(alone.services);
    ups.push(up);
    return up.took;
  };
  const taken = await byTurns(5, byLab, byCompose);
  const slowest = Math.max(...alone.stop.values());
  const stops = await stopOfAll();
  return [
    ratio('lab up, against docker compose up --wait', 0.8, taken),
    {
      name: 'lab up, against the critical path of the same run',
      value: median(ups.map(({ took, path }) => took / path)),
      unit: 'of its time',
      most: 1.1,
      from: ups.map(({ took, path }) => `${took.toFixed(0)} of ${path.toFixed(0)} ms`).join(', '),
    },
    {
      // On few cores, services that start at once can't be as fast as each is alone: it is told beside the one above.
      name: 'lab up, against its critical path if each service had the machine for itself',
      value: median(taken.a) / criticalPath(alone),
      unit: 'of its time',
      most: undefined,
      from: `each alone: ${inWords(alone.up)}; longest chain ${criticalPath(alone).toFixed(0)} ms, all of them ${all(alone.up).toFixed(0)} ms`,
    },
    {
      name: 'stop of all, beyond the slowest service’s own stop',
      value: median(stops) - slowest,
      unit: 'ms',
      most: 1000,
      from: `${stops.map((stop) => stop.toFixed(0)).join(', ')} ms; each alone: ${inWords(alone.stop)}`,
    },
  ];
}

/** From the start of the manager's process to the end of its first job, which also makes folders, secrets and certificates. */
async function labUpOnce(services: OwnTimes['services']): Promise<Up> {
  const lab = await HostLab.create(wholeLab);
  try {
    const started = Date.now();
    // Filled by the first start, as the image carries its own.
    lab.start({ NODE_COMPILE_CACHE: join(cacheDirectory(), 'compiled') });
    await lab.up();
    await lab.kill('SIGTERM');
    const first = lab.jobs().find(({ kind }) => kind === 'apply');
    if (first?.state !== 'succeeded') throw new Error(`the lab did not come up:\n${await lab.tail()}`);
    const path = criticalPath({ services, up: timesIn(first, services) });
    return { took: (first.endedAt ?? 0) - started, path };
  } finally {
    await lab.remove();
  }
}

async function byCompose(): Promise<number> {
  const lab = await ComposeLab.create();
  try {
    return await milliseconds(() => lab.up('--wait'));
  } finally {
    await lab.remove();
  }
}

async function stopOfAll(times = 3): Promise<number[]> {
  const lab = await HostLab.create(wholeLab);
  try {
    lab.start();
    const owner = await HostClient.claim(lab);
    await lab.up();
    const taken: number[] = [];
    for (let time = 0; time < times; time += 1) {
      taken.push(took(await owner.run('stop')));
      await owner.run('start');
    }
    return taken;
  } finally {
    await lab.remove();
  }
}

function took({ state, createdAt, endedAt, outcome }: JobReply): number {
  if (state !== 'succeeded' || endedAt === null) throw new Error(`a job ended ${state}: ${outcome ?? ''}`);
  return Date.parse(endedAt) - Date.parse(createdAt);
}

const all = (times: ReadonlyMap<string, number>): number =>
  [...times.values()].reduce((sum, time) => sum + time, 0);

const inWords = (times: ReadonlyMap<string, number>): string =>
  [...times].map(([service, time]) => `${service} ${time.toFixed(0)}`).join(', ');
