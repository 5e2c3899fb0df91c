import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { SnapshotDetailsReply, SnapshotReply } from '../src/contract/backups.ts';
import { browse } from '../test/support/browse.ts';
import { dataPath } from '../test/support/builders/an-export.ts';
import { until } from '../test/support/host-lab.ts';
import { InstalledLab } from '../test/support/installed-lab.ts';
import type { Figure } from './figure.ts';
import { appendToBigFiles, writeBigFiles } from './lab-data.ts';

const run = promisify(execFile);
const owner = { email: 'ada@lab.example', name: 'Ada', password: 'a long enough password' };
/** Every snapshot stays, so that what they come to can be told. */
const backup = { schedule: 'off', retention: { last: 30 } };
const files = 200;
const firstRows = 30_000;
const rowsOfNight = 1_000;
const rowBytes = 1_000;
const nights = 10;

/** What a job took beside what was there. */
interface Peak {
  diskBytes: number;
  managerBytes: number;
}

/** Snapshots and a restore of a lab as it is installed, with two gigabytes of files and a database, by its own jobs. */
export async function labBackups(): Promise<Figure[]> {
  const lab = await InstalledLab.install({ dev: true, backup });
  try {
    await claim(lab);
    writeBigFiles(folderOf(lab), files);
    await sql(lab, `CREATE TABLE bench (n INT PRIMARY KEY AUTO_INCREMENT, b BLOB); ${insert(firstRows)}`);
    const first = await whileAt(lab, () => lab.labctlJson('backup', 'now', '--wait'));
    const dumps = await dumpBytes(lab);
    const growth = await tenNights(lab);
    const whole = await diskBytes(lab);
    const { id } = await newest(lab);
    const restore = await whileAt(lab, () =>
      lab.labctlJson('backup', 'restore', id, 'lab', '--confirm', 'My lab', '--wait'),
    );
    return [
      {
        name: 'disk that a snapshot takes for a while, beside its dumps',
        value: (first.diskBytes - dumps) / 1e6,
        unit: 'MB',
        // Packs in the making and what restic remembers of the repository; no more of it for a larger lab.
        most: 128,
        from: `${megabytes(first.diskBytes)} at most, ${megabytes(dumps)} of them dumps, in a lab of ${megabytes(whole)}`,
      },
      {
        name: 'memory that the manager takes for a snapshot',
        value: first.managerBytes / 1e6,
        unit: 'MB',
        most: 30,
        from: 'of its own, beside what it had before',
      },
      growth,
      {
        name: 'disk that a restore of the lab takes, what it puts aside included',
        value: restore.diskBytes / whole,
        unit: 'of the lab',
        most: 1.1,
        from: `${megabytes(restore.diskBytes)} at most, in a lab of ${megabytes(whole)}`,
      },
    ];
  } finally {
    await lab.remove();
  }
}

/** A hundredth of the files grows each night, and the database has more rows. */
async function tenNights(lab: InstalledLab): Promise<Figure> {
  const before = await repositoryBytes(lab);
  let changed = 0;
  for (let night = 0; night < nights; night += 1) {
    changed += appendToBigFiles(folderOf(lab), night, files) + rowsOfNight * rowBytes;
    await sql(lab, insert(rowsOfNight));
    await lab.labctlJson('backup', 'now', '--wait');
  }
  const grown = (await repositoryBytes(lab)) - before;
  return {
    name: `growth of a repository in ${nights} nights`,
    value: grown / changed,
    unit: 'of what changed',
    most: 1.2,
    from: `${megabytes(grown)} of ${megabytes(changed)}: appended to files, and rows; in a repository of ${megabytes(before)}`,
  };
}

const insert = (rows: number): string =>
  `INSERT INTO bench (b) SELECT RANDOM_BYTES(${rowBytes}) FROM seq_1_to_${rows};`;

const sql = (lab: InstalledLab, statements: string): Promise<unknown> =>
  run('docker', ['exec', `${lab.labId}-prod-db`, 'mariadb', '--execute', statements, 'labstead']);

async function claim(lab: InstalledLab): Promise<void> {
  await browse(lab, 'POST', '/api/v1/claim', { body: { ...owner, token: lab.setupToken } });
  const password = await lab.write('password', owner.password);
  await lab.labctl('login', '--email', owner.email, '--password-file', password);
  await until('the lab runs', async () => (await lab.labctl('status')).status === 0, 180_000);
}

async function newest(lab: InstalledLab): Promise<SnapshotReply> {
  const { items } = await lab.labctlJson<{ items: SnapshotReply[] }>('backup', 'list');
  const [first] = items;
  if (first === undefined) throw new Error('there is no snapshot');
  return first;
}

async function dumpBytes(lab: InstalledLab): Promise<number> {
  const { id } = await newest(lab);
  const { manifest } = await lab.labctlJson<SnapshotDetailsReply>('backup', 'show', id);
  return manifest.databases.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Looks while something is done: what it takes at most, of the disk and of the manager's memory, beside what was there. */
async function whileAt(lab: InstalledLab, work: () => Promise<unknown>): Promise<Peak> {
  const pid = await managerPid(lab);
  const before = { disk: await diskBytes(lab), memory: await ownBytes(pid) };
  const peak = { ...before };
  const done = new AbortController();
  const looking = (async () => {
    while (!done.signal.aborted) {
      peak.disk = Math.max(peak.disk, await diskBytes(lab));
      peak.memory = Math.max(peak.memory, await ownBytes(pid));
      await sleep(100);
    }
  })();
  try {
    await work();
  } finally {
    done.abort();
    await looking;
  }
  return { diskBytes: peak.disk - before.disk, managerBytes: peak.memory - before.memory };
}

/** As this machine numbers it: without the engine of backups, which works in the same container. */
async function managerPid(lab: InstalledLab): Promise<number> {
  const path = `/containers/${lab.labId}-lab-manager/top?ps_args=-eo%20pid,args`;
  const { Processes } = await lab.engine.get<{ Processes: string[][] }>(path);
  const pid = Processes.find(([, args]) => args?.startsWith('node '))?.[0];
  if (pid === undefined) throw new Error(`no manager in ${JSON.stringify(Processes)}`);
  return Number(pid);
}

const folderOf = (lab: InstalledLab): string => join(lab.home, dataPath, 'bench');
const repositoryOf = (lab: InstalledLab): string => join(lab.home, 'backups/repository');

/** Of all but the repository. */
const diskBytes = (lab: InstalledLab): Promise<number> => taken(lab.home, `--exclude=${repositoryOf(lab)}`);
const repositoryBytes = (lab: InstalledLab): Promise<number> => taken(repositoryOf(lab));

async function taken(...argv: readonly string[]): Promise<number> {
  // Files that go while it looks make it end with 1; what it tells counts all the same.
  const { stdout } = await run('du', ['--summarize', '--block-size=1', ...argv]).catch(
    (error: { stdout: string }) => error,
  );
  return Number.parseInt(stdout, 10);
}

/** For itself: the pages of Node.js’s own file, which the machine takes back at need, come and go as they are read. */
async function ownBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
