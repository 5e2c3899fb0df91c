import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  appendFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { SnapshotDetailsReply, SnapshotReply, SnapshotsReply } from '../../src/contract/backups.ts';
import type { JobReply } from '../../src/contract/jobs.ts';
import { resticProgram } from '../support/backup-programs.ts';
import { HostClient } from '../support/host-client.ts';
import { HostLab, until } from '../support/host-lab.ts';
import { lightenKeys } from '../support/light-keys.ts';
import { rowsIn, sql } from '../support/lab-contents.ts';

const run = promisify(execFile);
const MiB = 1024 ** 2;

const labFile = `name: Test lab
domain: lab.localhost
backup:
  schedule: off
  repositories:
    - { name: first, location: backups/first }
    - { name: second, location: backups/second }
`;

/**
 * What goes wrong while a snapshot is made, with real databases, containers and repositories, the first on a disk of 96 MB: no
 * snapshot is called good that isn't, those that were there stay, and the lab runs as before.
 */
describe('scenario: backups that fail', function () {
  this.timeout(240_000);
  let lab: HostLab;
  let owner: HostClient;
  let program: string;
  const mounted: string[] = [];

  before(async () => {
    program = await resticProgram('shipped');
    lab = await HostLab.create(labFile);
    await mkdir(home('backups'));
    await mount(home('backups'));
    lab.start({ PATH: `${dirname(program)}:${process.env['PATH'] ?? ''}` });
    owner = await HostClient.claim(lab);
    await lab.up();
    await sql(
      database(),
      `USE labstead;
       CREATE TABLE accounts (n INT PRIMARY KEY, v BIGINT); INSERT INTO accounts SELECT seq, 100 FROM seq_1_to_2000;
       CREATE TABLE later (n INT PRIMARY KEY, v BIGINT); INSERT INTO later SELECT seq, 100 FROM seq_1_to_2000;
       CREATE TABLE closed (n INT PRIMARY KEY); INSERT INTO closed VALUES (1)`,
    );
    await write('note', 'as it was');
  });
  after(async () => {
    for (const path of mounted) await run('umount', ['--lazy', path]);
    await lab.remove();
  });
  afterEach(async () => {
    await lab.up();
    expect(existsSync(home('backups/staging')), 'staged').to.equal(false);
    expect(await readdir(home('backups/first/locks')), 'locks').to.deep.equal([]);
  });

  it('must refuse before anything is written where the lab would be left no room beside the dumps', async () => {
    const filler = home('backups/filler');
    await run('fallocate', ['--length', `${82 * MiB}`, filler]);
    const { state, error, steps } = await backUp();
    await rm(filler);
    expect([state, error?.code], error?.message).to.deep.equal(['failed', 'disk.low']);
    expect(
      steps.filter(({ name, startedAt }) => name.startsWith('dump:') && startedAt !== null),
    ).to.deep.equal([]);
    expect(await snapshots('first')).to.deep.equal([]);
  });

  it('must say that the repository’s disk is full, keep what is there, and go on once there is room', async () => {
    await onADiskOfItsOwn();
    await lightenKeys(home('backups/first'), passwordFile('first'));
    await expectGood(await backUp());
    await lightenKeys(home('backups/second'), passwordFile('second'));
    const before = await snapshots('first');
    await write('noise', randomBytes(120 * MiB));
    const { state, error } = await backUp();
    expect([state, error?.code]).to.deep.equal(['failed', 'backup.target_full']);
    expect(await snapshots('first')).to.deep.equal(before);
    await rm(data('noise'));
    await expectGood(await backUp());
    await restic('first', 'check', '--read-data');
  });

  it('must take a database that is stopped, and leave it stopped', async () => {
    const rows = await rowsIn(database());
    expect((await owner.run('stop', 'prod')).state).to.equal('succeeded');
    const job = await backUp();
    expect((await lab.container('prod-db'))?.State).to.equal('exited');
    expect((await lab.containers()).length, 'containers').to.equal(3);
    await expectGood(job);
    expect((await owner.run('start', 'prod')).state).to.equal('succeeded');
    expect(await rowsIn(database())).to.deep.equal(rows);
  });

  it('must call nothing good that lacks a database which was killed under load, and lose no row of that', async () => {
    await sql(
      database(),
      `DELIMITER ;;\nUSE labstead;;\nCREATE OR REPLACE PROCEDURE transfer() BEGIN DECLARE taken, given INT; LOOP
         SET taken = 1 + FLOOR(RAND() * 2000), given = 1 + FLOOR(RAND() * 2000); START TRANSACTION;
         UPDATE accounts SET v = v - 1 WHERE n = taken; UPDATE later SET v = v + 1 WHERE n = given;
       COMMIT; END LOOP; END;;\nCREATE TABLE a_first (n INT PRIMARY KEY, t TEXT);;\nINSERT INTO a_first SELECT seq, MD5(seq) FROM seq_1_to_400000;;`,
    );
    const load = sql(database(), 'CALL labstead.transfer()').catch(() => 'cut off');
    const job = await begun();
    await until('it is written out', async () => (await partial()) > 100_000, 60_000);
    await run('docker', ['kill', '--signal', 'KILL', database()]);
    const ended = await owner.ended(job);
    expect(await load).to.equal('cut off');
    expect([ended.state, ended.error?.code]).to.deep.equal(['failed', 'backup.incomplete']);
    const [newest] = await snapshots('first');
    expect([newest?.job, newest?.standing, newest?.complete]).to.deep.equal([job.id, 'lacking', false]);
    await lab.up();
    const sum = 'USE labstead; SELECT (SELECT SUM(v) FROM accounts) + (SELECT SUM(v) FROM later)';
    expect(await sql(database(), sum)).to.equal('400000');
    await sql(database(), 'DROP TABLE labstead.a_first');
    await expectGood(await backUp());
  });

  it('must call nothing good in which a database that was made anew stands for one that held rows, until that is back', async () => {
    const before = await rowsIn(database());
    const [folder, aside] = [home('environments/prod/db'), home('the-right-disk')];
    expect((await owner.run('stop', 'prod')).state).to.equal('succeeded');
    await rename(folder, aside);
    // As a blank disk, mounted in its place.
    await mkdir(folder);
    for (const as of ['chown', 'chmod']) await run(as, [`--reference=${aside}`, folder]);
    expect((await owner.run('start', 'prod')).state).to.equal('succeeded');
    await lab.up();
    expect(await sql(database(), 'SELECT COUNT(*) FROM labstead.alembic_version'), 'glab was here').to.equal(
      '1',
    );
    for (const night of [1, 2]) {
      const { state, error } = await backUp();
      expect([state, error?.code], `${night}`).to.deep.equal(['failed', 'backup.incomplete']);
      const [newest] = await snapshots('first');
      expect([newest?.standing, newest?.complete]).to.deep.equal(['lacking', false]);
      const { manifest } = await owner.get<SnapshotDetailsReply>(
        `/backups/repositories/first/snapshots/${newest!.id}`,
      );
      expect(manifest.missing.join('\n')).to.match(/^The database prod-db held rows in \d+ tables when/);
    }
    expect((await owner.run('stop', 'prod')).state).to.equal('succeeded');
    await rm(folder, { recursive: true });
    await rename(aside, folder);
    expect((await owner.run('start', 'prod')).state).to.equal('succeeded');
    await lab.up();
    expect(await rowsIn(database())).to.deep.equal(before);
    await expectGood(await backUp());
  });

  it('must end while a file grows, with that file as it was at one moment', async () => {
    let [growing, lines] = [true, 0];
    const growth = (async () => {
      while (growing) await appendFile(data('grows'), `line ${(lines += 1)}\n`);
    })();
    const job = await backUp();
    growing = false;
    await growth;
    await expectGood(job);
    const [newest] = await snapshots('first');
    const then = await restic('first', 'dump', newest!.id, '/environments/prod/data/grows');
    const now = await readFile(data('grows'), 'utf8');
    expect(then).to.have.length.above(0);
    expect(now.startsWith(then)).to.equal(true);
  });

  it('must have the snapshot although its copy can’t be made, and make the copy the next time', async () => {
    await rename(home('backups/second'), home('backups/unplugged'));
    const job = await backUp();
    expect([job.state, job.error?.code]).to.deep.equal(['failed', 'backup.incomplete']);
    expect(job.error?.message).to.match(/second/);
    expect(await ofJob('first', job)).to.deep.include({ standing: 'good', complete: true });
    expect(existsSync(home('backups/second')), 'an empty one in its stead').to.equal(false);
    await rename(home('backups/unplugged'), home('backups/second'));
    await expectGood(await backUp());
    expect(await ofJob('second', job)).to.deep.include({ standing: 'good' });
  });

  it('must make a lost index anew the same night', async () => {
    for (const name of await readdir(home('backups/first/index')))
      await rm(home('backups/first/index', name));
    await expectGood(await backUp());
    await restic('first', 'check', '--read-data');
  });

  it('must refuse a backup beside a restore, or make it afterwards', async () => {
    const snapshot = (await snapshots('first')).find(({ standing }) => standing === 'good');
    const before = await rowsIn(database());
    await write('note', 'as it is');
    const meant = { snapshot: snapshot!.id, target: 'prod', confirm: 'Test lab', waitForWork: 0 };
    const asked = await owner.call('POST', '/backups/restores', meant);
    expect(asked.status, asked.text).to.equal(202);
    const restore = JSON.parse(asked.text) as JobReply;
    const refused = await owner.call('POST', '/backups', {});
    expect([refused.status, refused.text.includes('job.busy')]).to.deep.equal([409, true]);
    const job = await begun();
    const restored = await owner.ended(restore);
    expect(restored.state, restored.error?.message).to.equal('succeeded');
    const made = await owner.ended(job);
    expect(Date.parse(made.startedAt ?? '')).to.be.at.least(Date.parse(restored.endedAt ?? ''));
    await expectGood(made);
    expect([await readFile(data('note'), 'utf8'), await rowsIn(database())]).to.deep.equal([
      'as it was',
      before,
    ]);
  });

  it('must tell of a piece that was cut short the same night, and call nothing good that may need it', async () => {
    // Then each is some snapshot’s.
    await restic('first', 'prune');
    const folder = home('backups/first/data');
    const names = (await readdir(folder, { recursive: true })).map((name) => join(folder, name));
    const sized = await Promise.all(names.map(async (name) => ({ name, stats: await stat(name) })));
    const largest = sized
      .filter(({ stats }) => stats.isFile())
      .sort((a, b) => b.stats.size - a.stats.size)[0]!;
    await run('chmod', ['u+w', largest.name]);
    await truncate(largest.name, 1000);
    const job = await backUp();
    expect([job.state, job.error?.code]).to.deep.equal(['failed', 'backup.incomplete']);
    const standings = (await snapshots('first')).map(({ standing }) => standing);
    expect(standings.filter((it) => it === 'good' || it === 'restore-tested')).to.deep.equal([]);
    expect(await ofJob('second', job), 'the copy').to.satisfy(
      (copy: SnapshotReply | undefined) => copy === undefined || copy.standing !== 'damaged',
    );
  });

  const home = (...parts: string[]) => join(lab.home, ...parts);
  const data = (name: string) => home('environments/prod/data', name);
  const passwordFile = (name: string) => home('state/secrets/backup', name, 'password');
  const database = () => `${lab.labId}-prod-db`;

  async function write(name: string, content: string | Buffer): Promise<void> {
    await writeFile(data(name), content);
    await run('chown', ['10001:10001', data(name)]);
  }

  async function mount(path: string): Promise<void> {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=96m,mode=0700', 'labstead-test', path]);
    mounted.push(path);
  }

  /** The first repository, alone. */
  async function onADiskOfItsOwn(): Promise<void> {
    await run('cp', ['-a', home('backups/first'), home('aside')]);
    await run('umount', ['--lazy', mounted.pop()!]);
    await mkdir(home('backups/first'), { recursive: true });
    await mount(home('backups/first'));
    await run('cp', ['-a', `${home('aside')}/.`, home('backups/first')]);
    await rm(home('aside'), { recursive: true });
  }

  const begun = async (): Promise<JobReply> => {
    const reply = await owner.call('POST', '/backups', { whenBusy: 'wait' });
    expect(reply.status, reply.text).to.be.lessThan(300);
    return JSON.parse(reply.text) as JobReply;
  };
  const backUp = async (): Promise<JobReply> => owner.ended(await begun());

  /** Newest first. */
  const snapshots = async (name: string): Promise<SnapshotsReply['items']> =>
    (await owner.get<SnapshotsReply>(`/backups/repositories/${name}/snapshots?anew=true`)).items;

  const ofJob = async (name: string, { id }: JobReply): Promise<SnapshotReply | undefined> =>
    (await snapshots(name)).find(({ job }) => job === id);

  async function expectGood(job: JobReply): Promise<void> {
    expect(job.state, `${job.error?.message ?? job.outcome ?? ''}`).to.equal('succeeded');
    for (const name of ['first', 'second'])
      expect(await ofJob(name, job), name).to.deep.include({ standing: 'good', complete: true });
  }

  /** Bytes of the dump that is being written. */
  async function partial(): Promise<number> {
    const names = await readdir(home('backups/staging/db')).catch(() => []);
    const sizes = names.map(
      async (name) => (await stat(home('backups/staging/db', name)).catch(() => undefined))?.size,
    );
    return (await Promise.all(sizes)).reduce<number>((all, size) => all + (size ?? 0), 0);
  }

  async function restic(name: string, ...argv: string[]): Promise<string> {
    const opens = ['--repo', home('backups', name), '--password-file', passwordFile(name)];
    return (await run(program, [...opens, '--no-cache', ...argv], { maxBuffer: 256 * MiB })).stdout;
  }
});
