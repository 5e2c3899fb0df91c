import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { mountView } from '../../../../src/core/backup/mount-view.ts';
import type { Job } from '../../../../src/core/model/job.ts';
import { refused } from '../../../support/refused.ts';
import { prodAndDev, useBackupLab } from '../../../support/use-backup-lab.ts';

const copied = `name: Lab
environments: { dev: { enabled: true } }
backup:
  schedule: off
  repositories:
    - { name: local, location: backups/repository }
    - { name: second, location: backups/second }
`;

describe('engine/backup: a snapshot', function () {
  this.timeout(30_000);
  const bench = useBackupLab();
  const words = (job: Job): string => `${job.state} ${job.error?.code ?? ''} ${job.error?.message ?? ''}`;
  const newest = async (repository = 'local') => (await bench.backups().snapshots(repository, true))[0]!;
  const details = async () => bench.backups().snapshot('local', (await newest()).id);
  const staged = (): boolean => existsSync(bench.root.at('backups/staging'));

  it('is lacking where a container that runs sees a disk which the manager does not, and says where and what to do', async () => {
    await bench.startLab('name: Lab\nbackup: { schedule: off }\n');
    const here = await readFile('/proc/self/mountinfo', 'utf8');
    const [root] = mountView(here, bench.root.at('environments/prod/data'))!.values();
    const [device, folder] = root!.split(' ');
    const own = `1 0 ${device} ${folder} /data rw - ext4 /dev/sda rw`;
    let stdout = own;
    bench.inGlab = (argv) => (argv[0] === 'cat' ? { exitCode: 0, stdout, stderr: '' } : undefined);
    await bench.done('backup');
    expect((await newest()).standing).to.equal('good');
    stdout = `${own}\n2 1 8:17 / /data/disk rw - ext4 /dev/sdb rw`;
    await bench.run('backup');
    const [told] = (await details()).manifest.missing;
    expect(told).to.contain(`prod-glab has another disk at ${bench.root.at('environments/prod/data/disk')}`);
    expect(told).to.contain('docker restart lab7k2m9q-lab-manager, then labctl restart prod-glab');
    expect((await newest()).standing).to.equal('lacking');
  });

  it('is lacking, night after night, where a disk that was mounted is not any more, until a person said that it is gone', async () => {
    await bench.startLab('name: Lab\nbackup: { schedule: off }\n');
    bench.memory().noteMounts([bench.root.at('environments/prod/data/disk')]);
    for (const night of [1, 2]) {
      await bench.run('backup');
      expect((await newest()).standing, String(night)).to.equal('lacking');
      const [told] = (await details()).manifest.missing;
      expect(told).to.match(
        /^Of prod’s data, the disk that was mounted at .*data\/disk is not mounted now\./,
      );
    }
    await bench.done('backup', { disksAreRight: true });
    await bench.done('backup');
    expect([(await newest()).standing, bench.memory().mounts()]).to.deep.equal(['good', []]);
  });

  it('is lacking where a folder of data is a symbolic link, and holds no bare link', async () => {
    await bench.startLab('name: Lab\nbackup: { schedule: off }\n');
    const [data, disk] = [bench.root.at('environments/prod/data'), bench.root.at('disk')];
    await rename(data, disk);
    await symlink(disk, data);
    await bench.run('backup');
    const { manifest, standing } = await details();
    expect([standing, manifest.missing.length]).to.deep.equal(['lacking', 1]);
    expect(manifest.missing[0]).to.contain(`${data} is a symbolic link to ${disk}`);
    expect(manifest.folders.map(({ path }) => path)).to.not.include('environments/prod/data');
  });

  it('is lacking where a database that was written out before has an empty folder now, until a person said that it is gone', async () => {
    await bench.startLab('name: Lab\nbackup: { schedule: off }\n');
    await bench.done('backup');
    await bench.done('stop', { target: 'prod', waitForWork: 0 });
    const folder = bench.root.at('environments/prod/db');
    await rm(folder, { recursive: true });
    await mkdir(folder);
    for (const night of [1, 2]) {
      await bench.run('backup');
      expect((await newest()).standing, String(night)).to.equal('lacking');
      const [told] = (await details()).manifest.missing;
      expect(told).to.match(/^The database prod-db was written out before, and its folder is empty now\./);
    }
    for (const params of [{ disksAreRight: true as const }, {}]) {
      await bench.done('backup', params);
      const { manifest, standing } = await details();
      expect([standing, manifest.leftOut]).to.deep.equal([
        'good',
        ['The database prod-db was never started: there is nothing in it.'],
      ]);
    }
  });

  it('is lacking where a database that held rows holds none, until they are back or a person said that they are gone', async () => {
    await bench.startLab('name: Lab\nbackup: { schedule: off }\n');
    const tables = {
      'labstead.alembic_version': ['0003'],
      'labstead.resources': [],
      'labstead.scenarios': [],
    };
    const before = { ...tables, 'labstead.resources': ['a', 'b'], 'labstead.scenarios': ['c'] };
    await bench.fill('environments/prod/db', before);
    await bench.done('backup');
    // As a server that finds an empty disk and glab make it anew.
    await bench.fill('environments/prod/db', tables);
    for (const night of [1, 2]) {
      await bench.run('backup');
      expect((await newest()).standing, String(night)).to.equal('lacking');
      const [told] = (await details()).manifest.missing;
      expect(told).to.match(/^The database prod-db held rows in 2 tables when it was written out on \d{4}-/);
    }
    await bench.fill('environments/prod/db', before);
    await bench.done('backup');
    await bench.fill('environments/prod/db', {});
    for (const params of [{ disksAreRight: true as const }, {}]) {
      await bench.done('backup', params);
      expect((await newest()).standing).to.equal('good');
    }
  });

  describe('of a lab with two environments', () => {
    beforeEach(async () => {
      await bench.startLab();
      await writeFile(bench.root.at('environments/prod/data/table.csv'), 'a,b\n1,2\n');
    });

    const threeOnly = 'last: 3, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0';
    const retain = async (retention: string): Promise<void> => {
      const file = prodAndDev.replace('schedule: off', `schedule: off, retention: { ${retention} }`);
      await writeFile(bench.root.at('lab.yaml'), file);
      await bench.done('apply');
    };

    it('holds the databases with their digests, the folders, the lab file and its secrets, and leaves nothing behind', async () => {
      const job = await bench.done('backup');
      const { manifest, standing, complete } = await details();
      expect([standing, complete, manifest.job, manifest.missing]).to.deep.equal(['good', true, job.id, []]);
      expect(manifest.environments).to.deep.equal(['prod', 'dev']);
      expect(
        manifest.databases.map(({ service, digest }) => [
          service,
          digest.tables.map(({ name, rows }) => [name, rows]),
        ]),
      ).to.deep.equal([
        [
          'prod-db',
          [
            ['lab.note', 2],
            ['lab.user', 1],
          ],
        ],
        ['dev-db', [['lab.note', 1]]],
      ]);
      expect(manifest.folders.map(({ path }) => path)).to.include.members([
        'environments/prod/data',
        'environments/prod/bricks',
        'environments/dev/workspace',
      ]);
      const id = (await newest()).id;
      const { entries: top } = await bench.backups().browse('local', id, '/');
      expect(top.map(({ path }) => path)).to.have.members(['/backups', '/environments', '/lab.yaml']);
      const { bytes } = await bench
        .backups()
        .read('local', id, '/environments/prod/data/table.csv', new AbortController().signal);
      const parts: Uint8Array[] = [];
      for await (const part of bytes) parts.push(part);
      expect(Buffer.concat(parts).toString()).to.equal('a,b\n1,2\n');
      await refused('backup.not_shown', () => bench.backups().browse('local', id, '/state/secrets'));
      expect([staged(), bench.secretsInMemory()]).to.deep.equal([false, []]);
      expect(job.outcome).to.match(/^Snapshot [0-9a-f]{8}: /);
    });

    it('of a folder that holds more than is listed hands out every file, and says how much is not listed', async () => {
      await bench.done('backup');
      const path = '/environments/prod/data/table.csv';
      const open = bench.repositories.open.bind(bench.repositories);
      bench.repositories.open = (access) => {
        const it = open(access);
        const list = it.list.bind(it);
        it.list = async function* (...asked) {
          const other = { type: 'file', size: 0, mode: 0o644, mtime: 0 } as const;
          for (let index = 0; index < 100_001; index += 1)
            yield { ...other, path: `/environments/prod/data/${index}`, name: `${index}` };
          yield* list(...asked);
        };
        return it;
      };
      const { entry } = await bench
        .backups()
        .read('local', (await newest()).id, path, new AbortController().signal);
      expect(entry.size).to.equal(8);
      const { entries, beyond } = await bench
        .backups()
        .browse('local', (await newest()).id, '/environments/prod/data');
      expect([entries.length, beyond]).to.deep.equal([100_000, 2]);
    });

    it('is not called whole before everything was read: what a crash leaves is none', async () => {
      const whole: boolean[] = [];
      const place = bench.repositories.at(bench.root.at('backups/repository'));
      bench.uses.hold = async (name) => {
        if (name !== 'backup:local.written') return;
        whole.push([...place.snapshots.values()].some(({ tags }) => tags.includes('complete')));
      };
      await bench.dying((name) => name === 'backup:local.written', 'backup');
      expect(whole).to.deep.equal([false, false]);
      const [one, ...others] = await bench.backups().snapshots('local', true);
      expect([others, one?.complete, one?.standing]).to.deep.equal([[], true, 'good']);
      expect(bench.uses.reached.filter((place) => place === 'backup:local.written')).to.have.length(2);
    });

    it('is not made once more where the manager dies after it was called whole', async () => {
      const job = await bench.dying((name) => name === 'retag:local.written', 'backup');
      expect(words(job)).to.match(/^succeeded/);
      const all = await bench.backups().snapshots('local', true);
      expect(all.map(({ complete }) => complete)).to.deep.equal([true]);
      expect(bench.uses.reached.filter((place) => place === 'backup:local.written')).to.have.length(1);
      expect(job.outcome).to.contain(all[0]!.id.slice(0, 8));
    });

    it('stays where the manager died before it was called whole, until there is another', async () => {
      const at = bench.uses.at;
      let isFull = false;
      bench.uses.hold = async (name) => void (isFull ||= name === 'backup:local.written');
      bench.uses.at = (place) => {
        if (place === 'test:local' && isFull) throw new Error('the disk is away');
        return at(place);
      };
      expect((await bench.dying((name) => name === 'backup:local.written', 'backup')).state).to.equal(
        'failed',
      );
      expect((await bench.backups().snapshots('local', true)).map(({ complete }) => complete)).to.deep.equal([
        false,
      ]);
    });

    it('of which a database can’t be written out is lacking, says why, and is never good', async () => {
      const at = bench.uses.at;
      bench.uses.at = (place) => {
        if (/^dump:.*-prod-db$/.test(place)) throw new Error('the client was killed');
        return at(place);
      };
      const job = await bench.run('backup');
      const { manifest, standing, id } = await details();
      expect(words(job))
        .to.match(/^failed backup.incomplete /)
        .and.to.contain(`It lacks something; what, says labctl backup show ${id.slice(0, 8)}.`);
      expect(standing).to.equal('lacking');
      expect(manifest.missing.join()).to.contain('prod-db');
      expect(bench.backups().overview().lastGood).to.equal(undefined);
    });

    it('of which a database runs and does not answer holds all else, is lacking, and says why', async () => {
      bench.dumps.says = (container) => {
        if (container.endsWith('-dev-db')) throw new Error('it said nothing');
        return {};
      };
      expect(words(await bench.run('backup'))).to.match(/^failed backup.incomplete /);
      const { manifest, standing } = await details();
      expect(standing).to.equal('lacking');
      expect(manifest.databases.map(({ service }) => service)).to.deep.equal(['prod-db']);
      expect(manifest.folders.map(({ path }) => path)).to.include('environments/dev/workspace');
      expect(manifest.missing).to.have.length(1);
      expect(manifest.missing[0]).to.match(/^The database dev-db is not in it: .*it said nothing/);
    });

    it('of which a database answers only once it is written out lacks nothing', async () => {
      let asked = 0;
      bench.dumps.says = (container) => {
        if (container.endsWith('-dev-db') && (asked += 1) === 1) throw new Error('it is busy');
        return {};
      };
      await bench.done('backup');
      expect((await newest()).standing).to.equal('good');
    });

    it('says the same of what no dump can hold, whether a database runs or not', async () => {
      bench.dumps.says = () => ({ notTransactional: ['lab.log'], withoutHistory: ['lab.sample'] });
      const ofDev = async () =>
        (await details()).manifest.leftOut.filter((it) => it.startsWith('In dev-db '));
      await bench.done('backup');
      const running = await ofDev();
      await bench.done('stop', { target: 'dev' });
      bench.nights(1);
      await bench.done('backup');
      expect(running.map((it) => /lab\.\w+/.exec(it)?.[0])).to.deep.equal(['lab.log', 'lab.sample']);
      expect(await ofDev()).to.deep.equal(running);
    });

    it('says that passwords of accounts that people made on a database are not in it, and nothing where there are none', async () => {
      bench.dumps.says = (container) => ({ accounts: container.endsWith('-dev-db') ? 2 : 0 });
      await bench.done('backup');
      const { leftOut } = (await details()).manifest;
      expect(leftOut.filter((it) => it.includes('passwords'))).to.deep.equal([
        'Of dev-db the passwords of 2 accounts that people made are not taken: once restored, nobody gets in by them before somebody gives them a password.',
      ]);
    });

    it('of which a file can’t be read is lacking, and names it', async () => {
      bench.repositories.unreadable.add(bench.root.at('environments/prod/data/table.csv'));
      expect(words(await bench.run('backup'))).to.match(/^failed backup.incomplete /);
      const { manifest, standing } = await details();
      expect(standing).to.equal('lacking');
      expect(manifest.missing.join()).to.contain('table.csv');
      expect(await bench.backups().snapshots('local')).to.have.length(1);
    });

    it('a database that is stopped is written out by a container of its own, and is stopped afterwards', async () => {
      await bench.done('stop', { target: 'dev' });
      await bench.done('backup');
      expect((await details()).manifest.databases.map(({ service }) => service)).to.deep.equal([
        'prod-db',
        'dev-db',
      ]);
      expect(
        bench.engine.changes.filter((change) => /startContainer .*scratch-dev-db/.test(change)),
      ).to.have.length(1);
      expect(bench.engine.changes.at(-1)).to.match(/removeNetwork/);
      const dev = bench.running.lab.status().services.find(({ name }) => name === 'dev-db');
      expect(dev?.state).to.not.equal('running');
    });

    it('what restores put aside within a part that is a mount is none of it', async () => {
      const job = '01K0000000000000000000JOB1';
      for (const name of [`.restore-${job}`, `.before-${job}`, `.before-${job}.moving`, `.reset-${job}`]) {
        await mkdir(bench.root.at('environments/prod/data', name));
        await writeFile(bench.root.at('environments/prod/data', name, 'old'), 'old');
      }
      await mkdir(bench.root.at('environments/prod/data/deep'));
      await writeFile(bench.root.at('environments/prod/data/deep/.before-lunch'), 'mine');
      await writeFile(bench.root.at('environments/prod/data/.before-lunch'), 'mine');
      await bench.done('backup');
      const { manifest, id } = await details();
      const { entries: below } = await bench.backups().browse('local', id, '/environments/prod/data');
      expect(below.map(({ name }) => name)).to.have.members(['table.csv', 'deep', '.before-lunch']);
      expect(manifest.folders.find(({ path }) => path === 'environments/prod/data')?.files).to.equal(3);
    });

    it('of which files changed while they were read is whole, and says so', async () => {
      expect((await bench.done('backup')).outcome).to.not.match(/changed while/);
      bench.uses.hold = async (name) => {
        if (name !== 'backup:local') return;
        await writeFile(bench.root.at('environments/prod/data/table.csv'), 'a\n');
        await writeFile(bench.root.at('environments/prod/data/more.csv'), 'a,b\n1,2\n3,4\n');
      };
      const job = await bench.done('backup');
      expect(job.outcome).to.match(/Files changed while they were read: there was 1 file more and 6 B more/);
      expect((await newest()).standing).to.equal('good');
    });

    it('damage stays, whatever else is read, until that very part was read again and is right', async () => {
      await bench.done('backup');
      const path = bench.root.at('backups/repository');
      const file = '/environments/prod/data/table.csv';
      const part = bench.repositories.damage(path, file, 28);
      const other = (part % 28) + 1;
      expect(words(await bench.run('verify', { parts: [part] }))).to.match(/^failed backup.damaged /);
      expect((await newest()).standing).to.equal('damaged');
      expect(words(await bench.run('verify', { parts: [other] }))).to.match(/^failed backup.damaged /);
      bench.nights(1);
      await bench.run('backup');
      expect((await newest()).standing, 'a new one refers to what is damaged').to.equal('damaged');
      for (const blob of bench.repositories.at(path).blobs.values()) blob.damaged = false;
      expect((await bench.run('verify', { parts: [other] })).state).to.equal('failed');
      expect((await bench.run('verify', { parts: [part] })).state).to.equal('succeeded');
      expect((await newest()).standing).to.equal('good');
    });

    it('damage of which it is told which snapshot it concerns leaves the others as good as they were', async () => {
      const file = 'environments/prod/data/first-night';
      await writeFile(bench.root.at(file), 'of the first night alone');
      await bench.done('backup');
      const first = await newest();
      await rm(bench.root.at(file));
      bench.nights(1);
      await bench.done('backup');
      const place = bench.repositories.at(bench.root.at('backups/repository'));
      place.blobs.delete(place.snapshots.get(first.id)!.things.get(`/${file}`)!.blob!);
      expect(words(await bench.run('verify'))).to.match(/^failed backup.damaged /);
      const standings = (await bench.backups().snapshots('local', true)).map(({ standing }) => standing);
      expect(standings).to.deep.equal(['good', 'damaged']);
    });

    it('what a way that failed for a moment made look damaged is right the second time, and is no damage', async () => {
      const place = bench.repositories.at(bench.root.at('backups/repository'));
      place.hiccups = 1;
      await bench.done('backup');
      expect((await newest()).standing).to.equal('good');
      expect(bench.memory().health('local').damage).to.deep.equal([]);
    });

    it('damage that was found is kept where what should mend it, or prove it, fails', async () => {
      await bench.done('backup');
      const path = bench.root.at('backups/repository');
      const at = bench.uses.at;
      const standing = async (fails: string, after: number, parts: readonly number[]): Promise<string> => {
        let times = 0;
        bench.uses.at = (reached) => {
          if (reached === fails && (times += 1) > after)
            throw new LabError('backup.unreachable', 'It is away.');
          return at(reached);
        };
        bench.clock.pass(3_600_000);
        await bench.run('verify', { parts: [...parts] });
        bench.uses.at = at;
        return (await newest()).standing;
      };
      bench.repositories.at(path).indexLost = true;
      expect(await standing('repairIndex:local', 0, [1])).to.equal('damaged');
      await bench.done('verify');
      expect((await newest()).standing).to.equal('good');
      const part = bench.repositories.damage(path, '/environments/prod/data/table.csv', 28);
      // The structure, then the part, once.
      expect(await standing('check:local', 2, [part])).to.equal('damaged');
    });

    it('a snapshot whose own file is rotten hides no other, and nothing is taken out while it is there', async () => {
      await bench.done('backup');
      const first = await newest();
      const place = bench.repositories.at(bench.root.at('backups/repository'));
      place.rotten.add(first.id);
      const forgotten = bench.uses.reached.filter((one) => one === 'forget:local').length;
      bench.nights(1);
      const job = await bench.run('backup');
      expect(words(job)).to.match(
        /^failed backup.incomplete The snapshot [0-9a-f]{8} was made. check local: /,
      );
      const [second, ...others] = await bench.backups().snapshots('local', true);
      expect([second?.complete, others]).to.deep.equal([true, []]);
      const { entries } = await bench.backups().browse('local', second!.id, '/environments/prod/data');
      expect(entries).to.have.length(1);
      await bench.done('restore', { target: 'prod', snapshot: second!.id, repository: 'local' });
      expect(bench.uses.reached.filter((one) => one === 'forget:local')).to.have.length(forgotten);
    });

    it('an index that is lost is written anew the same night', async () => {
      await bench.done('backup');
      const place = bench.repositories.at(bench.root.at('backups/repository'));
      place.indexLost = true;
      bench.nights(1);
      await bench.done('backup');
      expect([place.indexLost, (await newest()).standing]).to.deep.equal([false, 'good']);
    });

    it('a lock that one of ours left is taken away before anything needs the repository for itself', async () => {
      await bench.done('backup');
      bench.repositories.at(bench.root.at('backups/repository')).locked = true;
      bench.nights(1);
      await bench.done('backup');
      bench.repositories.at(bench.root.at('backups/repository')).locked = true;
      await bench.done('verify');
    });

    it('retention keeps what the lab file says, and takes out all else and no more', async () => {
      await retain('last: 3, hourly: 0, daily: 4, weekly: 2, monthly: 0, yearly: 0');
      const day = 86_400_000;
      // 1 January 1970 was a Thursday: the first of the twelve nights is a Monday's.
      bench.nights(7 - ((Math.floor(bench.clock.now() / day) + 3) % 7));
      const made: number[] = [];
      for (let night = 0; night < 12; night += 1) {
        made.push(bench.clock.now());
        await bench.done('backup');
        bench.nights(1);
      }
      const kept = await bench.backups().snapshots('local', true);
      const nights = kept.map(({ takenAt }) => made.indexOf(takenAt)).toSorted((a, b) => a - b);
      expect(nights, 'four days, and the Sunday that ends the week before').to.deep.equal([6, 8, 9, 10, 11]);
      expect(kept.every(({ standing }) => standing === 'good')).to.equal(true);
    });

    it('once a week what no snapshot needs is cleared out, and what one needs stays', async () => {
      const place = () => bench.repositories.at(bench.root.at('backups/repository'));
      await bench.done('backup');
      const first = bench.memory().repository('local')?.prunedAt;
      expect(first).to.equal(bench.clock.now());
      for (let night = 0; night < 8; night += 1) {
        await writeFile(bench.root.at('environments/prod/data/night'), `night ${night}`);
        bench.nights(1);
        await bench.done('backup');
      }
      expect(bench.memory().repository('local')?.prunedAt).to.be.greaterThan(first!);
      const kept = [...place().snapshots.values()].flatMap(({ things }) =>
        [...things.values()].flatMap(({ blob }) => blob ?? []),
      );
      expect(kept.every((blob) => place().blobs.has(blob))).to.equal(true);
    });

    describe('whose repository’s disk is full', () => {
      const path = () => bench.root.at('backups/repository');
      const uses = (name: string) => bench.uses.reached.filter((it) => it === `${name}:local`).length;
      /** As long as what an earlier attempt wrote is there. */
      const fill = (): void => {
        bench.repositories.at(path()).blobs.set('left', { content: Buffer.alloc(9), damaged: false });
        const at = bench.uses.at;
        bench.uses.at = (place) => {
          if (place === 'backup:local' && bench.repositories.at(path()).blobs.has('left'))
            throw new LabError('backup.target_full', 'The disk of the repository local is full.');
          return at(place);
        };
      };

      it('what an earlier attempt left there is cleared out, and the same night is good', async () => {
        await bench.done('backup');
        fill();
        await bench.done('backup');
        expect((await newest()).standing).to.equal('good');
      });

      it('fails after one more try where nothing can be cleared out', async () => {
        await bench.done('backup');
        fill();
        bench.repositories.at(path()).blobs.delete = () => false;
        const before = uses('backup');
        const job = await bench.run('backup');
        expect([job.error?.code, uses('backup') - before, uses('prune')], words(job)).to.deep.equal([
          'backup.target_full',
          2,
          3,
        ]);
      });

      it('is left with nothing that a failed attempt wrote, the last one’s either', async () => {
        await bench.done('backup');
        const { blobs } = bench.repositories.at(path());
        const at = bench.uses.at;
        bench.uses.at = (place) => {
          if (place !== 'backup:local') return at(place);
          blobs.set('left', { content: Buffer.alloc(9), damaged: false });
          throw new LabError('backup.target_full', 'The disk of the repository local is full.');
        };
        const job = await bench.run('backup');
        expect([job.error?.code, blobs.has('left')], words(job)).to.deep.equal(['backup.target_full', false]);
        expect((await newest()).standing).to.equal('good');
      });

      it('lets go what retention keeps no longer, so that it has room again', async () => {
        for (let night = 0; night < 6; night += 1) {
          await bench.done('backup');
          bench.nights(1);
        }
        const { snapshots } = bench.repositories.at(path());
        expect(snapshots.size).to.equal(6);
        await retain(threeOnly);
        const at = bench.uses.at;
        bench.uses.at = (place) => {
          if (place === 'backup:local' && snapshots.size > 4)
            throw new LabError('backup.target_full', 'The disk of the repository local is full.');
          return at(place);
        };
        bench.nights(40);
        expect((await bench.run('backup')).error?.code, 'a clock that may be wrong').to.equal(
          'backup.target_full',
        );
        expect(snapshots.size).to.equal(6);
        await bench.done('backup', { clockIsRight: true });
        expect(snapshots.size).to.equal(3);
      });

      it('has nothing good that was written after the look by which room was made', async () => {
        await bench.done('backup');
        bench.nights(1);
        fill();
        const at = bench.uses.at;
        let looks = 0;
        bench.uses.at = (place) => {
          if (place === 'backup:local') bench.clock.pass(60_000);
          if (place === 'check:local' && (looks += 1) > 1)
            throw new LabError('backup.unreachable', 'It is away.');
          return at(place);
        };
        expect((await bench.run('backup')).error?.code).to.equal('backup.incomplete');
        expect((await newest()).standing).to.equal('unverified');
        bench.uses.at = at;
        await bench.done('verify');
        expect((await newest()).standing).to.equal('good');
      });

      it('clears nothing out of one that is damaged', async () => {
        await bench.done('backup');
        fill();
        bench.repositories.at(path()).rotten.add('f'.repeat(64));
        const job = await bench.run('backup');
        expect([job.error?.code, uses('prune')], words(job)).to.deep.equal(['backup.target_full', 1]);
      });
    });

    it('as few as a lab file may ask for are three, and so many good ones stay', async () => {
      await retain(threeOnly);
      for (let night = 0; night < 5; night += 1) {
        bench.nights(1);
        await bench.done('backup');
      }
      const standings = (await bench.backups().snapshots('local', true)).map(({ standing }) => standing);
      expect(standings).to.deep.equal(['good', 'good', 'good']);
    });

    it('the night’s log tells of each snapshot why it stays, or goes', async () => {
      await retain(threeOnly);
      for (let night = 0; night < 3; night += 1) {
        await bench.done('backup');
        bench.nights(1);
      }
      const before = (await bench.backups().snapshots('local', true)).map(({ id }) => id);
      const job = await bench.done('backup');
      const log = bench.store().journal.log(job.id, 0, 1000);
      const told = log.flatMap(
        ({ line }) => /([0-9a-f]{8}): (It (stays|goes): .*)/.exec(line)?.slice(1, 3) ?? [],
      );
      const stays = 'It stays: it is one of the 3 newest good ones';
      const goes = 'It goes: newer good ones stand for each period that is kept.';
      const [made, ...ids] = [(await newest()).id, ...before].map((id) => id.slice(0, 8));
      expect(told).to.deep.equal([
        ...[made, `${stays}; it was just made.`],
        ...[ids[0], `${stays}.`, ids[1], `${stays}.`, ids[2], goes],
      ]);
    });

    it('a clock that jumped takes nothing out, also of what need not be kept any more, and the job says so', async () => {
      for (let night = 0; night < 5; night += 1) {
        bench.nights(1);
        await bench.done('backup');
      }
      await retain(threeOnly);
      const before = (await bench.backups().snapshots('local', true)).map(({ id }) => id);
      bench.clock.skew(400 * 86_400_000);
      const job = await bench.run('backup');
      const after = (await bench.backups().snapshots('local', true)).map(({ id }) => id);
      expect([before.length, after.length]).to.deep.equal([5, 6]);
      expect(after).to.include.members(before);
      expect(words(job)).to.match(
        /^failed backup.incomplete .*retain local: The newest snapshot before this one is 400 days older\./,
      );
    });

    it('once a person said that the clock is right no night fails because of those of a time that is yet to come, which stay; a new one is doubted', async () => {
      const ahead = 300 * 86_400_000;
      const underAheadClock = async (): Promise<string> => {
        bench.clock.skew(ahead);
        await bench.run('backup');
        bench.clock.skew(-ahead);
        return (await newest()).id;
      };
      await bench.done('backup');
      const id = await underAheadClock();
      bench.nights(1);
      const doubted = await bench.run('backup');
      expect(words(doubted)).to.match(/^failed backup.incomplete .*retain local: .* which is yet to come\./);
      await bench.done('backup', { clockIsRight: true });
      for (let night = 0; night < 3; night += 1) {
        await bench.restart(() => bench.nights(1));
        await bench.done('backup');
      }
      expect((await newest()).id).to.equal(id);
      await underAheadClock();
      bench.nights(1);
      expect(words(await bench.run('backup'))).to.contain('which is yet to come');
    });

    it('a repository in a folder that the lab has for itself, or that the manager can’t reach, is refused with what to do', async () => {
      for (const path of ['environments/prod/data/repository', '/srv/backups']) {
        const location = { kind: 'folder', path } as const;
        await refused('backup.invalid_location', () =>
          bench.backups().testRepository({ name: 'other', location }),
        );
      }
    });
  });

  describe('of a lab that leaves files out', () => {
    it('holds none of them, counts none, and says which by which wish', async () => {
      await bench.startLab('name: Lab\nbackup: { schedule: off, leaveOut: ["*.tmp", scratch] }\n');
      const data = 'environments/prod/data';
      await mkdir(bench.root.at(data, 'deep/scratch'), { recursive: true });
      for (const name of ['a.csv', 'a.tmp', 'deep/b.tmp', 'deep/b', 'deep/scratch/c'])
        await writeFile(bench.root.at(data, name), 'x');
      const job = await bench.done('backup');
      const { manifest } = await details();
      const folder = manifest.folders.find(({ path }) => path === data);
      expect([folder?.files, folder?.bytes]).to.deep.equal([2, 2]);
      expect(manifest.leftOut.join('\n'))
        .to.match(/^What \*\.tmp matches in folders of data, as backup\.leaveOut wishes\.$/m)
        .and.match(/^What scratch matches/m)
        .and.match(/^Of prod’s data that is 2 files and 1 folder\.$/m);
      expect(job.outcome).to.not.match(/changed while/);
    });
  });

  describe('with a copy', () => {
    beforeEach(() => bench.startLab(copied));

    it('is copied, checked and kept in both', async () => {
      await bench.done('backup');
      const [one, other] = [await newest('local'), await newest('second')];
      expect([one.standing, other.standing, other.job]).to.deep.equal(['good', 'good', one.job]);
      expect(other.takenAt).to.equal(one.takenAt);
    });

    it('a copy that came after its repository was looked at is good only by a look that began later', async () => {
      await bench.done('backup');
      bench.nights(1);
      const at = bench.uses.at;
      bench.uses.at = (place) => {
        if (place === 'copyFrom:second') throw new Error('the network is gone');
        return at(place);
      };
      expect((await bench.run('backup')).state).to.equal('failed');
      bench.clock.pass(3_600_000);
      bench.uses.at = at;
      await bench.done('verify', { repository: 'second' });
      bench.nights(1);
      bench.uses.at = (place) => {
        if (place === 'check:second') throw new Error('the network is gone');
        return at(place);
      };
      expect((await bench.run('backup')).state).to.equal('failed');
      bench.uses.at = at;
      const standings = (await bench.backups().snapshots('second', true)).map(({ standing }) => standing);
      expect(standings).to.deep.equal(['unverified', 'unverified', 'good']);
      await bench.done('verify', { repository: 'second' });
      expect(
        (await bench.backups().snapshots('second', true)).every(({ standing }) => standing === 'good'),
      ).to.equal(true);
    });

    it('a copy that holds one of a time that is yet to come is given the nights all the same in which it was away', async () => {
      const ahead = 300 * 86_400_000;
      bench.clock.skew(ahead);
      await bench.run('backup');
      bench.clock.skew(-ahead);
      const at = bench.uses.at;
      bench.uses.at = (place) => {
        if (place === 'copyFrom:second') throw new Error('the network is gone');
        return at(place);
      };
      for (let night = 0; night < 2; night += 1) {
        bench.nights(1);
        await bench.run('backup');
      }
      expect(await bench.backups().snapshots('second', true)).to.have.length(1);
      bench.uses.at = at;
      bench.nights(1);
      await bench.run('backup');
      expect(await bench.backups().snapshots('second', true)).to.have.length(4);
    });

    it('a copy that came after the look by which room was made for it is not good by that look', async () => {
      await bench.done('backup');
      bench.nights(1);
      const at = bench.uses.at;
      let [isFull, looks] = [true, 0];
      bench.uses.at = (place) => {
        if (place === 'copyFrom:second' && isFull) {
          isFull = false;
          bench.clock.pass(1000);
          throw new LabError('backup.target_full', 'The disk of the repository second is full.');
        }
        if (place === 'check:second' && (looks += 1) > 1)
          throw new LabError('backup.unreachable', 'It is away.');
        return at(place);
      };
      expect((await bench.run('backup')).error?.code).to.equal('backup.incomplete');
      bench.uses.at = at;
      const standings = (await bench.backups().snapshots('second', true)).map(({ standing }) => standing);
      expect(standings).to.deep.equal(['unverified', 'good']);
    });

    it('a copy that lets nobody take anything out is as good, and is asked once a week', async () => {
      await writeFile(
        bench.root.at('lab.yaml'),
        copied.replace(
          'schedule: off',
          'schedule: off\n  retention: { last: 3, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0 }',
        ),
      );
      await bench.done('apply');
      const at = bench.uses.at;
      bench.uses.at = (place) => {
        if (place === 'forget:second') throw new LabError('backup.forbidden', 'It refuses that.');
        return at(place);
      };
      for (let night = 0; night < 6; night += 1) {
        bench.nights(1);
        await bench.done('backup');
      }
      expect(await bench.backups().snapshots('second', true)).to.have.length(6);
      expect(bench.uses.reached.filter((place) => place === 'forget:second')).to.have.length(1);
    });

    it('a copy that fails is told, and the snapshot stays good', async () => {
      const at = bench.uses.at;
      bench.uses.at = (place) => {
        if (place === 'copyFrom:second') throw new Error('the network is gone');
        return at(place);
      };
      const job = await bench.run('backup');
      expect(words(job)).to.match(/^failed backup.incomplete .*was made.*copy second/);
      expect((await newest()).standing).to.equal('good');
    });
  });
});
