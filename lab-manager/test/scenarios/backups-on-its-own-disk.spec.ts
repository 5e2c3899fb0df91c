import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { SnapshotsReply } from '../../src/contract/backups.ts';
import type { JobReply } from '../../src/contract/jobs.ts';
import { keptFree } from '../../src/core/backup/kept-free.ts';
import { resticProgram } from '../support/backup-programs.ts';
import { HostClient } from '../support/host-client.ts';
import { HostLab } from '../support/host-lab.ts';
import { sql } from '../support/lab-contents.ts';

const run = promisify(execFile);
const MiB = 1024 ** 2;

const labFile = `name: Test lab
domain: lab.localhost
backup:
  schedule: off
  repositories:
    - { name: first, location: backups/first }
`;

/** As a lab of one disk is: its repository lies beside its databases. */
describe('scenario: a repository on the lab’s own disk', function () {
  this.timeout(240_000);
  let lab: HostLab;
  let owner: HostClient;
  /** For when the beginning fails before it, too. */
  const mounted: string[] = [];

  before(async () => {
    lab = await HostLab.create(labFile);
    await onASmallDisk(lab.home, mounted);
    lab.start({ PATH: `${dirname(await resticProgram('shipped'))}:${process.env['PATH'] ?? ''}` });
    owner = await HostClient.claim(lab);
    await lab.up();
    await sql(database(), 'CREATE TABLE labstead.notes (n INT PRIMARY KEY AUTO_INCREMENT, t TEXT)');
  });
  after(async () => {
    for (const path of mounted) await run('umount', ['--lazy', path]);
    await lab.remove();
  });

  it('must leave databases room to go on while a first snapshot doesn’t fit there, and be made once it does', async () => {
    const { total, free: before } = await disk();
    const noise = join(lab.home, 'environments/prod/data/noise');
    const fits = (before - keptFree(total)) / 2;
    for (let written = 0; written < fits + 64 * MiB; written += 32 * MiB)
      await writeFile(noise, randomBytes(32 * MiB), { flag: 'a' });
    const { free } = await disk();

    const [job, seen] = await whileWritingRows(backUp());
    expect([job.state, job.error?.code], job.error?.message).to.deep.equal(['failed', 'backup.target_full']);
    expect(job.error?.message).to.match(/a disk that the lab itself writes to/);
    expect(seen.leastFree, 'it wrote').to.be.below(free - 64 * MiB);
    expect(seen.leastFree, 'it left').to.be.above(keptFree(total) / 4);
    expect(seen.rows).to.be.above(0);
    expect((await disk()).free, 'what it wrote was cleared out').to.be.above(free - 32 * MiB);
    expect(await snapshots()).to.deep.equal([]);

    await rm(noise);
    const again = await backUp();
    expect(again.state, again.error?.message).to.equal('succeeded');
    expect((await snapshots()).map(({ standing }) => standing)).to.deep.equal(['good']);
  });

  const database = () => `${lab.labId}-prod-db`;

  async function backUp(): Promise<JobReply> {
    const reply = await owner.call('POST', '/backups', {});
    expect(reply.status, reply.text).to.be.lessThan(300);
    return owner.ended(JSON.parse(reply.text) as JobReply);
  }

  const snapshots = async (): Promise<SnapshotsReply['items']> =>
    (await owner.get<SnapshotsReply>('/backups/repositories/first/snapshots?anew=true')).items;

  /** Bytes. */
  async function disk(): Promise<{ total: number; free: number }> {
    const { blocks, bavail, bsize } = await statfs(lab.home);
    return { total: blocks * bsize, free: bavail * bsize };
  }

  /** Every row that couldn’t be written would throw. */
  async function whileWritingRows<Result>(
    work: Promise<Result>,
  ): Promise<[Result, { rows: number; leastFree: number }]> {
    const seen = { rows: 0, leastFree: (await disk()).free };
    let isOver = false;
    const looking = (async () => {
      for (; !isOver; await sleep(20)) seen.leastFree = Math.min(seen.leastFree, (await disk()).free);
    })();
    const writing = (async () => {
      for (; !isOver; seen.rows += 1)
        await sql(database(), "INSERT INTO labstead.notes (t) VALUES (REPEAT('x', 60000))");
    })();
    const result = await work.finally(() => (isOver = true));
    await Promise.all([looking, writing]);
    return [result, seen];
  }
});

/** With what lies there; the folder is among those `mounted` from then on. */
async function onASmallDisk(folder: string, mounted: string[]): Promise<void> {
  const aside = `${folder}-aside`;
  await run('cp', ['-a', folder, aside]);
  await run('mount', ['-t', 'tmpfs', '-o', 'size=2500m,mode=0755', 'labstead-test', folder]);
  mounted.push(folder);
  await run('cp', ['-a', `${aside}/.`, folder]);
  await rm(aside, { recursive: true });
}
