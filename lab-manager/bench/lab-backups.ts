import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { SnapshotDetailsReply, SnapshotReply } from '../src/contract/backups.ts';
import type { JobReply } from '../src/contract/jobs.ts';
import { resticProgram } from '../test/support/backup-programs.ts';
import { dataPath } from '../test/support/builders/an-export.ts';
import { HostClient } from '../test/support/host-client.ts';
import { HostLab } from '../test/support/host-lab.ts';
import type { Figure } from './figure.ts';
import { appendToBigFiles, writeBigFiles } from './lab-data.ts';

const run = promisify(execFile);
const name = 'Bench';
/** Every snapshot stays, so that what they come to can be told. */
const labFile = `name: ${name}\ndomain: lab.localhost\nbackup: { schedule: "off", retention: { last: 30 } }\n`;
const files = 200;
const firstRows = 30_000;
const rowsOfNight = 1_000;
const rowBytes = 1_000;
const nights = 10;
const snapshotsPath = '/backups/repositories/local/snapshots';

/** What a job took beside what was there. */
interface Peak {
  diskBytes: number;
  managerBytes: number;
}

/** Snapshots and a restore of a lab that runs, with two gigabytes of files and a database, by its own jobs. */
export async function labBackups(): Promise<Figure[]> {
  const lab = await HostLab.create(labFile);
  try {
    const programs = dirname(await resticProgram('shipped'));
    lab.start({ PATH: `${programs}:${process.env['PATH'] ?? ''}` });
    const owner = await HostClient.claim(lab);
    await lab.up();
    writeBigFiles(folderOf(lab), files);
    await sql(lab, `CREATE TABLE bench (n INT PRIMARY KEY AUTO_INCREMENT, b BLOB); ${insert(firstRows)}`);
    const first = await whileAt(lab, () => job(owner, '/backups', {}));
    const dumps = await dumpBytes(owner);
    const growth = await tenNights(lab, owner);
    const whole = await diskBytes(lab);
    const restore = await whileAt(lab, async () => {
      const { id } = await newest(owner);
      await job(owner, '/backups/restores', { snapshot: id, target: 'lab', confirm: name, waitForWork: 0 });
    });
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
async function tenNights(lab: HostLab, owner: HostClient): Promise<Figure> {
  const before = await repositoryBytes(lab);
  let changed = 0;
  for (let night = 0; night < nights; night += 1) {
    changed += appendToBigFiles(folderOf(lab), night, files) + rowsOfNight * rowBytes;
    await sql(lab, insert(rowsOfNight));
    await job(owner, '/backups', {});
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

const sql = (lab: HostLab, statements: string): Promise<unknown> =>
  run('docker', ['exec', `${lab.labId}-prod-db`, 'mariadb', '--execute', statements, 'labstead']);

async function job(owner: HostClient, path: string, body: Record<string, unknown>): Promise<void> {
  const { status, text } = await owner.call('POST', path, { ...body, whenBusy: 'wait' });
  if (status >= 400) throw new Error(`${path}: ${status}: ${text}`);
  const { state, outcome } = await owner.ended(JSON.parse(text) as JobReply);
  if (state !== 'succeeded') throw new Error(`${path}: the job ended ${state}: ${outcome ?? ''}`);
}

async function newest(owner: HostClient): Promise<SnapshotReply> {
  const { items } = await owner.get<{ items: SnapshotReply[] }>(snapshotsPath);
  const [first] = items;
  if (first === undefined) throw new Error('there is no snapshot');
  return first;
}

async function dumpBytes(owner: HostClient): Promise<number> {
  const { id } = await newest(owner);
  const { manifest } = await owner.get<SnapshotDetailsReply>(`${snapshotsPath}/${id}`);
  return manifest.databases.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Looks while something is done: what it takes at most, of the disk and of the manager's memory, beside what was there. */
async function whileAt(lab: HostLab, work: () => Promise<void>): Promise<Peak> {
  const before = { disk: await diskBytes(lab), memory: await ownBytes(lab) };
  const peak = { ...before };
  const done = new AbortController();
  const looking = (async () => {
    while (!done.signal.aborted) {
      peak.disk = Math.max(peak.disk, await diskBytes(lab));
      peak.memory = Math.max(peak.memory, await ownBytes(lab));
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

const folderOf = (lab: HostLab): string => join(lab.home, dataPath, 'bench');
const repositoryOf = (lab: HostLab): string => join(lab.home, 'backups/repository');

/** Of all but the repository. */
const diskBytes = (lab: HostLab): Promise<number> => taken(lab.home, `--exclude=${repositoryOf(lab)}`);
const repositoryBytes = (lab: HostLab): Promise<number> => taken(repositoryOf(lab));

async function taken(...argv: readonly string[]): Promise<number> {
  // Files that go while it looks make it end with 1; what it tells counts all the same.
  const { stdout } = await run('du', ['--summarize', '--block-size=1', ...argv]).catch(
    (error: { stdout: string }) => error,
  );
  return Number.parseInt(stdout, 10);
}

/** For itself: the pages of Node.js’s own file, which the machine takes back at need, come and go as they are read. */
async function ownBytes(lab: HostLab): Promise<number> {
  const status = await readFile(`/proc/${lab.pid}/status`, 'utf8');
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
