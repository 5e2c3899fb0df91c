import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  cp,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { BackupRepository, RepositoryAccess } from '../../src/core/ports/backups.ts';
import {
  folderPlace,
  openPlaces,
  throughPort,
  type BackupPlaces,
  type Place,
} from '../support/backup-places.ts';
import { cutProxy, type CutProxy } from '../support/cut-proxy.ts';
import { faultProxy, type Fate, type FaultProxy } from '../support/fault-proxy.ts';
import { refused } from '../support/refused.ts';
import { ResticBench } from '../support/restic-bench.ts';
import { sftpServer, type SftpServer } from '../support/sftp-server.ts';

const run = promisify(execFile);
const quiet = (): void => undefined;
const sound = { damage: [], packs: [] };
const at = Date.UTC(2026, 10, 22, 3);

/** What may befall a repository, done to the real one. */
describe('conformance/backup-repositories: faults', () => {
  let bench: ResticBench;
  let places: BackupPlaces;

  before(async () => {
    bench = await ResticBench.open('shipped');
    places = await openPlaces['a folder']();
    const place = places.next();
    await bench.write({ 'data/one': noise(30), 'data/two': 'two' });
    const { repository, access } = await bench.made(place);
    filledOne = { access, snapshot: (await take(repository)).snapshot, folder: place.kept };
  });
  after(async () => {
    await places?.close();
    await bench?.close();
  });

  const take = (repository: BackupRepository, change: { at?: number; signal?: AbortSignal } = {}) =>
    repository.backup(
      {
        paths: ['data'],
        base: bench.root,
        leaveOut: [],
        tags: ['labstead', 'complete'],
        at: change.at ?? at,
      },
      quiet,
      change.signal,
    );

  let filledOne: { access: RepositoryAccess; snapshot: string; folder: string };

  /** In a folder, with one snapshot of some megabytes that can't be made smaller; a copy, since to make one takes long. */
  async function filled() {
    const folder = join(bench.home, `filled-${randomBytes(6).toString('hex')}`);
    await cp(filledOne.folder, folder, { recursive: true, preserveTimestamps: true });
    const access = { ...filledOne.access, location: { kind: 'folder' as const, path: folder } };
    return { repository: bench.repositories.open(access), access, snapshot: filledOne.snapshot, folder };
  }

  describe('of processes', () => {
    it('one killed in the middle of a backup leaves no snapshot, and its lock hinders nobody for long', async () => {
      await bench.write({ 'data/one': noise(60) });
      const { repository, access } = await bench.made(places.next());
      const backup = take(repository).then(
        () => 'done',
        (error: { code: string }) => error.code,
      );
      process.kill(await lockHolder(access.location), 'SIGKILL');
      expect(await backup).to.equal('backup.failed');
      expect((await repository.snapshots()).snapshots).to.deep.equal([]);
      expect(await locks(access.location)).to.equal(1);
      await Promise.all([repository.unlock(), repository.unlock()]);
      expect(await locks(access.location)).to.equal(0);
      await take(repository);
      expect(await repository.check({ part: 1, parts: 1 }, quiet)).to.deep.equal(sound);
    });

    it('one killed while it made a repository is in nobody’s way: the next makes it', async () => {
      const place = places.next();
      const repository = bench.repositories.open(await bench.access(place));
      await repository.init();
      // It writes this last.
      await rm(join(place.kept, 'config'));
      await repository.init();
      expect(await readdir(join(place.kept, 'keys'))).to.have.lengthOf(1);
      await take(repository);
      expect(await repository.check({ part: 1, parts: 1 }, quiet)).to.deep.equal(sound);
    });

    it('one that holds snapshots and lost what makes it a repository stays as it is', async () => {
      const { repository, folder } = await filled();
      await rm(join(folder, 'config'));
      const before = (await readdir(folder, { recursive: true })).sort();
      await refused('backup.no_repository', () => repository.init());
      expect((await readdir(folder, { recursive: true })).sort()).to.deep.equal(before);
    });

    it('a lock of a process that works is left to it', async () => {
      await bench.write({ 'data/one': noise(60) });
      const { repository, access } = await bench.made(places.next());
      const backup = take(repository);
      const working = await lockHolder(access.location);
      process.kill(working, 'SIGSTOP');
      await repository.unlock().finally(() => process.kill(working, 'SIGCONT'));
      expect(await locks(access.location)).to.equal(1);
      await backup;
    });

    it('a lock of another host, and one of a process that nobody here was, stay', async () => {
      const { repository, access, folder } = await filled();
      const foreign = async (name: string): Promise<void> => {
        const program = 'hostname "$1"; shift; exec "$@"';
        const args = ['--uts', 'sh', '-c', program, 'sh', name, bench.program, '--repo', folder];
        const env = { ...process.env, RESTIC_PASSWORD_FILE: access.passwordFile };
        const child = spawn('unshare', [...args, 'backup', '--stdin', '--no-cache'], {
          env,
          stdio: ['pipe', 'ignore', 'ignore'],
        });
        const before = await locks(access.location);
        while ((await locks(access.location)) === before) await sleep(50);
        child.kill('SIGKILL');
        await new Promise((settle) => child.once('close', settle));
      };
      await foreign('elsewhere');
      await foreign((await run('hostname')).stdout.trim());
      await repository.unlock();
      expect(await locks(access.location)).to.equal(2);
      // They are in nobody's way but of what needs the repository for itself alone.
      await take(repository, { at: at + 1_000 });
    });

    it('two backups at once both come to a snapshot', async () => {
      await bench.write({ 'data/one': noise(5) });
      const { repository } = await bench.made(places.next());
      await Promise.all([take(repository), take(repository, { at: at + 1_000 })]);
      expect((await repository.snapshots()).snapshots).to.have.lengthOf(2);
      expect(await repository.check({}, quiet)).to.deep.equal(sound);
    });

    it('one that is given up ends in order: no snapshot, and no lock', async () => {
      await bench.write({ 'data/one': noise(60) });
      const { repository, access } = await bench.made(places.next());
      const giveUp = new AbortController();
      const backup = take(repository, { signal: giveUp.signal });
      void lockHolder(access.location).then(() => giveUp.abort());
      await refused('job.cancelled', () => backup);
      expect(await locks(access.location)).to.equal(0);
      expect((await repository.snapshots()).snapshots).to.deep.equal([]);
    });
  });

  describe('of what lies there', () => {
    const packs = async (folder: string): Promise<string[]> => {
      const found = await readdir(join(folder, 'data'), { recursive: true, withFileTypes: true });
      return found
        .filter((it) => it.isFile())
        .map((it) => join(it.parentPath, it.name))
        .sort();
    };
    const largest = async (folder: string): Promise<string> => {
      const sized = await Promise.all(
        (await packs(folder)).map(async (path) => ({ path, size: (await stat(path)).size })),
      );
      return sized.sort((a, b) => b.size - a.size)[0]!.path;
    };
    const damage = async (repository: BackupRepository, what: { part?: number; parts?: number } = {}) =>
      (await repository.check(what, quiet)).damage;

    it('a piece that is missing or cut short is found by a look at the structure alone', async () => {
      const { repository, folder } = await filled();
      const pack = await largest(folder);
      await rename(pack, `${folder}.aside`);
      expect(await damage(repository)).to.have.length.above(0);
      await rename(`${folder}.aside`, pack);
      expect(await damage(repository)).to.deep.equal([]);
      await truncate(pack, 1_000);
      expect(await damage(repository)).to.have.length.above(0);
    });

    it('a bit that fell over is found when that part is read, and in no other', async () => {
      const { repository, folder } = await filled();
      const pack = await largest(folder);
      await flip(pack, 1_000);
      expect(await damage(repository), 'the structure tells nothing of it').to.deep.equal([]);
      const found: number[] = [];
      for (const part of [1, 2, 3, 4])
        if ((await damage(repository, { part, parts: 4 })).length > 0) found.push(part);
      expect(found).to.have.lengthOf(1);
      await flip(pack, 1_000);
      expect(await damage(repository, { part: found[0]!, parts: 4 })).to.deep.equal([]);
    });

    it('a restore of what is damaged fails, and does not say that it went well', async () => {
      const { repository, folder, snapshot } = await filled();
      await flip(await largest(folder), 1_000);
      const target = bench.folder('damaged');
      const error = await repository.restore({ snapshot, folder: '/', target }, quiet).then(
        () => undefined,
        (it: { code: string }) => it.code,
      );
      expect(error).to.match(/^backup\.(damaged|failed)$/);
    });

    it('an index that was lost is found, and made anew from what is there', async () => {
      const { repository, folder, snapshot } = await filled();
      for (const file of await readdir(join(folder, 'index'))) await unlink(join(folder, 'index', file));
      expect(await damage(repository)).to.have.length.above(0);
      await repository.repairIndex(quiet);
      expect(await damage(repository, { part: 1, parts: 1 })).to.deep.equal([]);
      const target = bench.folder('healed');
      await repository.restore({ snapshot, folder: '/data', target }, quiet);
      expect((await bench.read(target))['two']).to.equal('two');
    });

    const withoutCache = () => rm(bench.folder('cache/repositories'), { recursive: true, force: true });

    it('a snapshot that can’t be read is named, and hides no other: those are listed, looked into and restored', async () => {
      const { repository, folder, snapshot } = await filled();
      await bench.write({ 'data/two': 'two' });
      const later = await take(repository, { at: at + 1_000 });
      await flip(join(folder, 'snapshots', snapshot), 40);
      await withoutCache();
      const { snapshots, unreadable } = await repository.snapshots();
      expect([snapshots.map(({ id }) => id), unreadable]).to.deep.equal([[later.snapshot], [snapshot]]);
      const target = bench.folder('beside-rot');
      await repository.restore({ snapshot: later.snapshot, folder: '/data', target }, quiet);
      expect((await bench.read(target))['two']).to.equal('two');
    });

    it('what can’t be read of snapshots is taken out for good, and nothing else', async () => {
      const { repository, folder, snapshot } = await filled();
      const later = await take(repository, { at: at + 1_000 });
      expect(await repository.removeUnreadable()).to.deep.equal([]);
      await flip(join(folder, 'snapshots', snapshot), 40);
      expect(await damage(repository)).to.have.length.above(0);
      expect(await repository.removeUnreadable()).to.deep.equal([snapshot]);
      expect(await damage(repository)).to.deep.equal([]);
      const { snapshots, unreadable } = await repository.snapshots();
      expect([snapshots.map(({ id }) => id), unreadable]).to.deep.equal([[later.snapshot], []]);
      await repository.prune(quiet);
    });

    it('a bit that fell over is mended: packs, then snapshots, then a backup that reads every file', async () => {
      const { repository, folder, snapshot } = await filled();
      await bench.write({ 'data/one': noise(5), 'data/two': 'two' });
      const { snapshot: taken } = await take(repository, { at: at + 1_000 });
      const hurt = await repository.retag(taken, ['labstead', 'complete']);
      await flip(await largest(folder), 1_000);
      const { packs } = await repository.check({ part: 1, parts: 1 }, quiet);
      expect(packs).to.have.lengthOf(1);
      await repository.repairPacks(packs, quiet);
      const gone = await repository.repairSnapshots(quiet);
      expect([snapshot, hurt]).to.include.members([...gone]);
      expect(gone).to.have.lengthOf(1);
      expect(await repository.check({ part: 1, parts: 1 }, quiet)).to.deep.equal(sound);
      const { snapshots } = await repository.snapshots();
      expect(snapshots.map(({ complete }) => complete)).to.have.members([true, false]);
      const forced = await repository.backup(
        {
          ...{ paths: ['data'], base: bench.root, leaveOut: [], at: at + 2_000 },
          ...{ tags: ['labstead', 'complete'], everyFile: true },
        },
        quiet,
      );
      expect(forced.filesNew + forced.filesChanged).to.equal(forced.filesProcessed);
      const target = bench.folder('mended');
      await repository.restore({ snapshot: forced.snapshot, folder: '/data', target }, quiet);
      expect(await repository.check({ part: 1, parts: 1 }, quiet)).to.deep.equal(sound);
      expect(await repository.repairSnapshots(quiet), 'again').to.deep.equal([]);
    });

    it('a piece that is gone is mended by the index, and by snapshots without what was in it', async () => {
      const { repository, folder, snapshot } = await filled();
      await unlink(await largest(folder));
      await repository.repairIndex(quiet);
      expect(await damage(repository)).to.have.length.above(0);
      expect(await repository.repairSnapshots(quiet)).to.deep.equal([snapshot]);
      expect(await damage(repository)).to.deep.equal([]);
      expect((await repository.snapshots()).snapshots.map(({ complete }) => complete)).to.deep.equal([false]);
    });

    it('without its keys it opens with no password, and without its settings it is none', async () => {
      const { repository, folder } = await filled();
      await rm(join(folder, 'keys'), { recursive: true });
      await mkdir(join(folder, 'keys'));
      await refused('backup.wrong_key', () => repository.test());
      await rm(join(folder, 'config'));
      await refused('backup.no_repository', () => repository.snapshots());
    });

    it('a folder that is gone, as a disk that isn’t mounted, is no empty repository', async () => {
      const { repository, folder } = await filled();
      await rename(folder, `${folder}.unmounted`);
      await refused('backup.no_repository', () => repository.snapshots());
      await refused('backup.no_repository', () => take(repository));
    });

    it('many snapshots are listed, in the order of their times', async () => {
      await bench.write({ 'data/one': 'one' });
      const { repository } = await bench.made(places.next());
      for (let n = 0; n < 30; n += 1) await take(repository, { at: at + ((n * 7) % 30) * 1_000 });
      const times = (await repository.snapshots()).snapshots.map((it) => it.takenAt);
      expect(times).to.deep.equal(Array.from({ length: 30 }, (_, n) => at + n * 1_000));
    }).timeout(600_000);
  });

  describe('of a disk that is full', () => {
    let disk: string;

    beforeEach(async () => {
      disk = bench.folder('small-disk');
      await mkdir(disk, { recursive: true });
      await run('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'labstead-test', disk]);
    });
    afterEach(() => run('umount', [disk]));

    it('a backup onto it fails as such, what was there is sound, and with room it goes on', async () => {
      const path = join(disk, 'repository');
      const { repository } = await bench.made(folderPlace(path));
      await bench.write({ 'data/one': noise(2) });
      const { snapshot } = await take(repository);
      await bench.write({ 'data/one': noise(40) });
      await refused('backup.target_full', () => take(repository));
      expect((await repository.snapshots()).snapshots.map((it) => it.id)).to.deep.equal([snapshot]);
      await repository.pruneInPlace(quiet);
      expect(await repository.check({ part: 1, parts: 1 }, quiet)).to.deep.equal(sound);
      await bench.write({ 'data/one': noise(3) });
      await take(repository, { at: at + 1_000 });
    }).timeout(600_000);

    it('a restore onto it fails as what is full here, not there', async () => {
      const { repository, snapshot } = await filled();
      const error = await refused('disk.low', () =>
        repository.restore({ snapshot, folder: '/', target: join(disk, 'restored') }, quiet),
      );
      expect(error.message).to.contain(disk);
    }).timeout(600_000);
  });

  // What each asks a server with to take something.
  const httpServers = [
    ['a REST server', 'POST'],
    ['an S3 server', 'PUT'],
  ] as const;
  for (const [kind, uploads] of httpServers)
    describe(`of the network before ${kind}`, () => {
      let servers: BackupPlaces;
      let proxy: FaultProxy;
      let place: Place;

      beforeEach(async () => {
        servers = await openPlaces[kind]();
        const { server, behind } = throughPort(servers.next());
        proxy = await faultProxy(server);
        place = behind(proxy.port);
        await bench.write({ 'data/one': noise(4) });
      });
      afterEach(async () => {
        await proxy.close();
        await servers.close();
      });

      /** Befalls the first so many requests of that kind. */
      const befalls = (times: number, fate: Fate, of: (method: string, path: string) => boolean) => {
        const left = { times };
        proxy.decide = (method, path) => (of(method, path) && left.times-- > 0 ? fate : 'pass');
        return left;
      };
      const ofData = (path: string): boolean => /\/data\//.test(path);

      it('a server that is overloaded for a while is asked again, and the backup goes well', async () => {
        const { repository } = await bench.made(place);
        const left = befalls(3, 503, (method) => method === uploads);
        await take(repository);
        expect(left.times).to.be.below(0);
        expect(await repository.check({ part: 1, parts: 1 }, quiet)).to.deep.equal(sound);
      });

      it('a connection that is cut for a while is made again', async () => {
        const { repository } = await bench.made(place);
        const left = befalls(3, 'cut', (method) => method === uploads);
        await take(repository);
        expect(left.times).to.be.below(0);
        expect((await repository.snapshots()).snapshots).to.have.lengthOf(1);
      });

      it('one that is cut amid what is sent is made again, and what came there is whole', async () => {
        const { repository } = await bench.made(place);
        const left = befalls(2, 'amid', (method, path) => method === uploads && ofData(path));
        await take(repository);
        expect(left.times).to.be.below(0);
        expect((await repository.snapshots()).snapshots).to.have.lengthOf(1);
        expect(await repository.check({ part: 1, parts: 1 }, quiet)).to.deep.equal(sound);
      }).timeout(300_000);

      it('one that is cut amid what is fetched is made again, and what is restored is whole', async () => {
        const { repository } = await bench.made(place);
        const { snapshot } = await take(repository);
        const left = befalls(2, 'amid', (method, path) => method === 'GET' && ofData(path));
        const target = bench.folder(`fetched-${uploads}`);
        await repository.restore({ snapshot, folder: '/data', target }, quiet);
        expect(left.times).to.be.below(0);
        expect(await bench.read(target)).to.deep.equal(await bench.read(join(bench.root, 'data')));
      }).timeout(300_000);

      it('a server that refuses is told as such, and a listing that fails is none', async () => {
        const { repository } = await bench.made(place);
        await take(repository);
        proxy.decide = () => 403;
        await refused('backup.forbidden', () => repository.snapshots());
        await refused('backup.forbidden', () => repository.test());
      }).timeout(300_000);

      it('a server that isn’t there is told as such', async () => {
        const { repository } = await bench.made(place);
        await proxy.close();
        await refused('backup.unreachable', () => repository.test());
        proxy = await faultProxy(0);
      }).timeout(300_000);
    });

  describe('of two servers', () => {
    const servers: BackupPlaces[] = [];
    const two = async (kind: 'an S3 server' | 'a REST server') => {
      const [one, other] = [await openPlaces[kind](), await openPlaces[kind]()];
      servers.push(one, other);
      await bench.write({ 'data/one': 'one' });
      const { repository, access } = await bench.made(one.next());
      const copy = await bench.made(other.next());
      return { source: access, snapshot: (await take(repository)).snapshot, copy: copy.repository };
    };
    afterEach(async () => {
      for (const it of servers.splice(0)) await it.close();
    });

    it('REST servers with a login each: the one is filled from the other', async () => {
      const { source, snapshot, copy } = await two('a REST server');
      await copy.copyFrom(source, [snapshot], quiet);
      expect((await copy.snapshots()).snapshots.map((it) => it.original)).to.deep.equal([snapshot]);
    });

    it('S3 servers with credentials each: that is refused, as restic can’t do it, and nothing is sent', async () => {
      const { source, snapshot, copy } = await two('an S3 server');
      const error = await refused('backup.copy_impossible', () => copy.copyFrom(source, [snapshot], quiet));
      expect(JSON.stringify([error.message, error.hint])).not.to.contain(
        source.credentials['AWS_SECRET_ACCESS_KEY'],
      );
      expect((await copy.snapshots()).snapshots).to.deep.equal([]);
    });
  });

  describe('of SFTP', () => {
    let server: SftpServer;
    const servers: SftpServer[] = [];

    before(async () => {
      server = await sftpServer(bench.folder('sftp'));
    });
    after(() => server?.close());

    const place = ({ user, port, folder }: SftpServer, ssh: SftpServer['files']) => {
      const path = join(folder, 'lab');
      const location = { kind: 'sftp' as const, user, host: '127.0.0.1', port, path };
      return { location, credentials: {}, ssh, kept: path };
    };

    it('a host that nobody confirmed is not believed', async () => {
      const knownHostsFile = bench.folder('no-hosts');
      await writeFile(knownHostsFile, '');
      const repository = bench.repositories.open(
        await bench.access(place(server, { ...server.files, knownHostsFile })),
      );
      await refused('backup.host_key_unknown', () => repository.init());
    });

    it('a host whose key changed is not believed, whatever it was before', async () => {
      const { repository } = await bench.made(place(server, server.files));
      await server.changeHostKey();
      await refused('backup.host_key_changed', () => repository.test());
      await refused('backup.host_key_changed', () => repository.init());
    });

    describe('a connection that is cut', () => {
      let proxy: CutProxy;
      let through: Place;

      beforeEach(async () => {
        const own = await sftpServer(bench.folder(`cut-${randomBytes(4).toString('hex')}`));
        servers.push(own);
        proxy = await cutProxy(own.port);
        const known = (await readFile(own.files.knownHostsFile, 'utf8')).replace(
          `:${own.port} `,
          `:${proxy.port} `,
        );
        const knownHostsFile = bench.folder(`known-${proxy.port}`);
        await writeFile(knownHostsFile, known, { mode: 0o600 });
        through = throughPort(place(own, { ...own.files, knownHostsFile })).behind(proxy.port);
        await bench.write({ 'data/one': noise(4) });
      });
      afterEach(async () => {
        await proxy.close();
        for (const it of servers.splice(0)) await it.close();
      });

      it('amid what is sent ends that backup as one whose server is away: no snapshot, and the next goes well', async () => {
        const { repository } = await bench.made(through);
        proxy.cutAfter(1024 ** 2);
        await refused('backup.unreachable', () => take(repository));
        expect(proxy.cuts).to.equal(1);
        expect((await repository.snapshots()).snapshots).to.deep.equal([]);
        await repository.unlock();
        await take(repository, { at: at + 1_000 });
        expect(await repository.check({ part: 1, parts: 1 }, quiet)).to.deep.equal(sound);
      }).timeout(300_000);

      it('amid what is fetched ends that restore as such, and the next brings all of it', async () => {
        const { repository } = await bench.made(through);
        const { snapshot } = await take(repository);
        const target = bench.folder(`cut-restore-${proxy.port}`);
        proxy.cutAfter(1024 ** 2);
        await refused('backup.unreachable', () =>
          repository.restore({ snapshot, folder: '/data', target }, quiet),
        );
        expect(proxy.cuts).to.equal(1);
        await repository.restore({ snapshot, folder: '/data', target }, quiet);
        expect(await bench.read(target)).to.deep.equal(await bench.read(join(bench.root, 'data')));
      }).timeout(300_000);
    });

    it('a key that the server doesn’t know is told as such', async () => {
      const own = await sftpServer(bench.folder('another'));
      const keyFile = bench.folder('stranger');
      await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', keyFile]);
      const access = await bench.access(place(own, { ...own.files, keyFile }));
      await refused('backup.forbidden', () => bench.repositories.open(access).test());
      await own.close();
    });
  });

  const locks = async (location: { kind: string; path?: string }): Promise<number> =>
    // One that is being written has another name.
    (await readdir(join(location.path ?? '', 'locks'))).filter((name) => /^[0-9a-f]{64}$/.test(name)).length;

  /** The number of the process of ours that holds a lock, once it has one. */
  async function lockHolder(location: { kind: string; path?: string }): Promise<number> {
    while ((await locks(location)) === 0) await sleep(5);
    const [record] = await readdir(bench.folder('cache/children'));
    if (record === undefined) throw new Error('no process is recorded');
    return parseInt(record);
  }
});

/** Megabytes that nothing makes smaller, the same at no two calls. */
const noise = (megabytes: number): Buffer => randomBytes(megabytes * 1024 ** 2);

async function flip(path: string, offset: number): Promise<void> {
  // restic protects its files from being written to by accident.
  await run('chmod', ['u+w', path]);
  const file = await open(path, 'r+');
  try {
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, offset);
    byte[0] = (byte[0] ?? 0) ^ 1;
    await file.write(byte, 0, 1, offset);
  } finally {
    await file.close();
  }
}
