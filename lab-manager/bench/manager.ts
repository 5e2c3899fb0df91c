import { setTimeout as sleep } from 'node:timers/promises';
import { countersOf, type EngineStats } from '../src/adapters/docker/counters.ts';
import type { ContainerCounters } from '../src/core/model/figures.ts';
import { browse } from '../test/support/browse.ts';
import { until } from '../test/support/host-lab.ts';
import { InstalledLab } from '../test/support/installed-lab.ts';
import { median, type Figure } from './figure.ts';

const owner = { email: 'ada@lab.example', name: 'Ada', password: 'a long enough password' };
const jobs = 500;
/** Several turns of everything that comes by the minute. */
const idleSeconds = 180;
/** The first turns compile what they run, which is part of a start. */
const settleSeconds = 120;
const none: Memory = { counted: 0, resident: 0 };

interface Inspected {
  State: { StartedAt: string; Pid: number };
  NetworkSettings: { Networks: Record<string, { IPAddress: string }> };
}

interface Memory {
  /** What `docker stats` and `labctl top` tell. */
  counted: number;
  /** Of the process, the pages of Node.js's own file included, which the machine takes back at need. */
  resident: number;
}

interface Start {
  took: number;
  worked: number;
}

/** The manager as it is installed, in its container: its memory and its start. */
export async function manager(): Promise<Figure[]> {
  const lab = await InstalledLab.install({ dev: true });
  try {
    const headers = { authorization: `Bearer ${await token(lab)}` };
    await until('the lab runs', () => runs(lab, headers), 180_000);
    const starts: Start[] = [];
    for (let start = 0; start < 5; start += 1) starts.push(await startToReady(lab));
    await until('the lab runs', () => runs(lab, headers), 180_000);
    const idle = await idleCpu(lab);
    const readings = [await memory(lab)];
    for (let job = 1; job <= jobs; job += 1) {
      await apply(lab, headers);
      if (job % (jobs / 5) === 0) readings.push(await memory(lab));
    }
    const [first = none, early = none] = readings;
    const last = readings.at(-1) ?? none;
    return [
      {
        name: 'start to ready',
        value: median(starts.map(({ took }) => took)),
        unit: 'ms',
        most: 1000,
        from: starts.map(({ took }) => `${took.toFixed(0)} ms`).join(', '),
      },
      // What a busy machine doesn't change.
      {
        name: 'processor time until ready',
        value: median(starts.map(({ worked }) => worked)),
        unit: 'ms',
        most: undefined,
        from: starts.map(({ worked }) => `${worked.toFixed(0)} ms`).join(', '),
      },
      {
        name: 'idle processor use',
        value: idle.percent,
        unit: '% of a core',
        most: 0.2,
        from: `${idle.worked.toFixed(0)} ms in ${idleSeconds} s, ${settleSeconds} s after its start, the engine’s health checks and the figures of every service included`,
      },
      {
        name: 'memory when idle, as docker stats counts it',
        value: first.counted,
        unit: 'MB',
        most: 80,
        from: `one reading, ${settleSeconds + idleSeconds} s after the lab was up`,
      },
      {
        name: `memory after ${jobs} jobs, as docker stats counts it`,
        value: last.counted,
        unit: 'MB',
        most: 90,
        from: 'one reading',
      },
      {
        name: 'resident memory when idle',
        value: first.resident,
        unit: 'MB',
        most: undefined,
        from: 'of the process, some 50 MB of Node.js’s own file included (decision 0014)',
      },
      // What a daemon learns in its first jobs it keeps; what goes on growing is a leak. 3 % is what one reading differs from the next by.
      {
        name: `growth of resident memory from ${jobs / 5} to ${jobs} jobs`,
        value: last.resident / early.resident,
        unit: `of the memory after ${jobs / 5}`,
        most: 1.03,
        from: readings
          .map(({ resident }, index) => `${resident.toFixed(1)} MB after ${(index * jobs) / 5}`)
          .join(', '),
      },
    ];
  } finally {
    await lab.remove();
  }
}

async function token(lab: InstalledLab): Promise<string> {
  await browse(lab, 'POST', '/api/v1/claim', { body: { ...owner, token: lab.setupToken } });
  const { email, password } = owner;
  const body = { email, password, tokenName: 'bench' };
  return (JSON.parse((await browse(lab, 'POST', '/api/v1/login', { body })).text) as { token: string }).token;
}

type Headers = Record<string, string>;

async function runs(lab: InstalledLab, headers: Headers): Promise<boolean> {
  const { status, text } = await browse(lab, 'GET', '/api/v1/status', { headers });
  return status === 200 && (JSON.parse(text) as { state: string }).state === 'running';
}

async function apply(lab: InstalledLab, headers: Headers): Promise<void> {
  const body = { kind: 'apply', whenBusy: 'wait' };
  const asked = await browse(lab, 'POST', '/api/v1/jobs', { headers, body });
  const { id } = JSON.parse(asked.text) as { id: string };
  const { text } = await browse(lab, 'GET', `/api/v1/jobs/${id}?wait=60`, { headers });
  const { state } = JSON.parse(text) as { state: string };
  if (state !== 'succeeded') throw new Error(`a job ended ${state}: ${text}`);
}

/** From the start of the process, as the engine tells it, to the first answer that says ready. */
async function startToReady(lab: InstalledLab): Promise<Start> {
  const container = `/containers/${lab.labId}-lab-manager`;
  await lab.engine.post(`${container}/stop?t=30`);
  await lab.engine.post(`${container}/start`);
  const { State, NetworkSettings } = await lab.engine.get<Inspected>(`${container}/json`);
  const [network] = Object.values(NetworkSettings.Networks);
  const url = `http://${network?.IPAddress}:8081/readyz`;
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    const ready = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) {
      const took = Date.now() - Date.parse(State.StartedAt);
      return { took, worked: (await countersNow(lab)).cpuSeconds * 1000 };
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the manager was not ready within a minute');
}

/** What the manager's process works while nobody asks it anything. */
async function idleCpu(lab: InstalledLab): Promise<{ percent: number; worked: number }> {
  // What a start leaves to be done is done by then.
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  await sleep(settleSeconds * 1000);
  const before = await processorSeconds(lab);
  await sleep(idleSeconds * 1000);
  const seconds = (await processorSeconds(lab)) - before;
  return { percent: (seconds / idleSeconds) * 100, worked: seconds * 1000 };
}

async function processorSeconds(lab: InstalledLab): Promise<number> {
  const { NetworkSettings } = await lab.engine.get<Inspected>(`/containers/${lab.labId}-lab-manager/json`);
  const [network] = Object.values(NetworkSettings.Networks);
  const text = await (await fetch(`http://${network?.IPAddress}:8081/metrics`)).text();
  const seconds = /^process_cpu_seconds_total (\S+)$/m.exec(text)?.[1];
  if (seconds === undefined) throw new Error('the manager tells no processor time');
  return Number(seconds);
}

async function memory(lab: InstalledLab): Promise<Memory> {
  return { counted: (await countersNow(lab)).memoryBytes / 1e6, resident: await residentMegabytes(lab) };
}

async function countersNow(lab: InstalledLab): Promise<ContainerCounters> {
  const path = `/containers/${lab.labId}-lab-manager/stats?stream=0&one-shot=1`;
  const counters = countersOf(await lab.engine.get<EngineStats>(path));
  if (counters === undefined) throw new Error('the manager does not run');
  return counters;
}

async function residentMegabytes(lab: InstalledLab): Promise<number> {
  const path = `/containers/${lab.labId}-lab-manager/top?ps_args=-eo%20pid,rss,args`;
  const { Processes } = await lab.engine.get<{ Processes: string[][] }>(path);
  const kilobytes = Processes.find((columns) => columns.at(-1)?.startsWith('node '))?.at(1);
  if (kilobytes === undefined) throw new Error(`no manager in ${JSON.stringify(Processes)}`);
  return Number(kilobytes) / 1000;
}
