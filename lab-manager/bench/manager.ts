import { browse } from '../test/support/browse.ts';
import { until } from '../test/support/host-lab.ts';
import { InstalledLab } from '../test/support/installed-lab.ts';
import { median, type Figure } from './figure.ts';

const owner = { email: 'ada@lab.example', name: 'Ada', password: 'a long enough password' };
const jobs = 200;

interface Inspected {
  State: { StartedAt: string; Pid: number };
  NetworkSettings: { Networks: Record<string, { IPAddress: string }> };
}

interface Stats {
  cpu_stats: { cpu_usage: { total_usage: number } };
}

interface Start {
  took: number;
  worked: number;
}

/** The manager as it is installed, in its container: its memory and its start. */
export async function manager(): Promise<Figure[]> {
  const lab = await InstalledLab.install();
  try {
    const headers = { authorization: `Bearer ${await token(lab)}` };
    await until('the lab runs', () => runs(lab, headers), 180_000);
    const starts: Start[] = [];
    for (let start = 0; start < 5; start += 1) starts.push(await startToReady(lab));
    await until('the lab runs', () => runs(lab, headers), 180_000);
    const readings = [await residentMegabytes(lab)];
    for (let job = 1; job <= jobs; job += 1) {
      await apply(lab, headers);
      if (job % (jobs / 4) === 0) readings.push(await residentMegabytes(lab));
    }
    const [first = 0, , half = 0] = readings;
    const last = readings.at(-1) ?? 0;
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
      { name: 'resident memory after the start', value: first, unit: 'MB', most: 90, from: 'one reading' },
      { name: `resident memory after ${jobs} jobs`, value: last, unit: 'MB', most: 90, from: 'one reading' },
      // What a daemon learns in its first jobs it keeps; what goes on growing is a leak. 3 % is what one reading differs from the next by.
      {
        name: `growth from ${jobs / 2} to ${jobs} jobs`,
        value: last / half,
        unit: `of the memory after ${jobs / 2}`,
        most: 1.03,
        from: readings
          .map((megabytes, index) => `${megabytes.toFixed(1)} MB after ${(index * jobs) / 4}`)
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
      const { cpu_stats } = await lab.engine.get<Stats>(`${container}/stats?stream=0&one-shot=1`);
      return { took, worked: cpu_stats.cpu_usage.total_usage / 1e6 };
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the manager was not ready within a minute');
}

async function residentMegabytes(lab: InstalledLab): Promise<number> {
  const path = `/containers/${lab.labId}-lab-manager/top?ps_args=-eo%20pid,rss,args`;
  const { Processes } = await lab.engine.get<{ Processes: string[][] }>(path);
  const kilobytes = Processes.find((columns) => columns.at(-1)?.startsWith('node '))?.at(1);
  if (kilobytes === undefined) throw new Error(`no manager in ${JSON.stringify(Processes)}`);
  return Number(kilobytes) / 1024;
}
