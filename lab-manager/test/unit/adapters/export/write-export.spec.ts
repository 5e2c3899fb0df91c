import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import {
  appendFile,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createLabExports } from '../../../../src/adapters/export/lab-exports.ts';
import type { ExportReading, ExportRequest, LabExports, UnpackRequest } from '../../../../src/core/ports.ts';
import { aSnapshotManifest, dataPath } from '../../../support/builders/an-export.ts';
import { realClock } from '../../../support/real-clock.ts';
import { refused } from '../../../support/refused.ts';

const roomy = { rawBytes: 4 * 1024 ** 3, entries: 100_000 };
const nothing = () => undefined;
const passphrase = 'correct horse';

describe('adapters/export/write-export', () => {
  const exports = createLabExports({ clock: realClock });
  let home: string;
  const at = (...parts: string[]) => join(home, ...parts);
  const data = (...parts: string[]) => at('lab', dataPath, ...parts);
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'labstead-export-'));
    for (const folder of [data(), at('lab/state/secrets/prod-db'), at('staging'), at('exports')])
      await mkdir(folder, { recursive: true });
    await writeFile(data('a.txt'), 'hello');
    await writeFile(at('lab/state/secrets/prod-db/password'), 'of the database');
    await writeFile(at('staging/prod-db.sql'), 'CREATE TABLE t (a INT);\n-- Dump completed\n');
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  const target = () => at('exports/lab.labx.tar');
  const request = (given: Partial<ExportRequest> = {}): ExportRequest => ({
    target: target(),
    snapshot: aSnapshotManifest(),
    images: ['labstead/glab@sha256:0'],
    labFile: 'name: My lab\n',
    databases: [{ service: 'prod-db', file: at('staging/prod-db.sql') }],
    base: at('lab'),
    secrets: { passphrase, members: [at('lab/state/secrets')] },
    ...given,
  });
  const write = (given: Partial<ExportRequest> = {}, using = exports) => using.write(request(given), nothing);
  const check = (given?: { passphrase: string }) => exports.check(target(), roomy, nothing, given);
  const unpack = async (given: Partial<UnpackRequest> = {}) => {
    await mkdir(at('unpacked/data'), { recursive: true });
    const folders = new Map([[dataPath, { path: at('unpacked/data'), owner: undefined, mode: 0o750 }]]);
    const all = { folders, databases: new Map<string, string>(), labFile: undefined, secrets: undefined };
    await exports.unpack(target(), { ...all, ...given }, nothing);
    return (...parts: string[]) => at('unpacked/data', ...parts);
  };

  it('what is in it comes out of it again, to the byte', async () => {
    const odd = 'ein Name – mit "Zeichen"\nund Zeile';
    const big = randomBytes(3_000_000);
    await mkdir(data('sub', 'x'.repeat(120)), { recursive: true });
    await writeFile(data('sub', 'x'.repeat(120), 'deep'), big);
    await writeFile(data(odd), 'odd');
    await link(data('a.txt'), data('hard'));
    await symlink('a.txt', data('soft'));
    const written = await write();
    expect(written.warnings).to.deep.equal([]);
    await check({ passphrase });
    const there = await unpack({
      databases: new Map([['prod-db', at('unpacked/prod-db.sql')]]),
      labFile: at('unpacked/lab.yaml'),
    });
    expect(await readFile(there('sub', 'x'.repeat(120), 'deep'))).to.deep.equal(big);
    expect(await readFile(there(odd), 'utf8')).to.equal('odd');
    expect((await lstat(there('hard'))).ino).to.equal((await lstat(there('a.txt'))).ino);
    expect(await readlink(there('soft'))).to.equal('a.txt');
    expect(await readFile(at('unpacked/prod-db.sql'))).to.deep.equal(
      await readFile(at('staging/prod-db.sql')),
    );
    expect(await readFile(at('unpacked/lab.yaml'), 'utf8')).to.equal('name: My lab\n');
    expect((await lstat(there())).mode & 0o777).to.equal(0o750);
  });

  it('tar and sha256sum alone take it apart, and find it whole', async () => {
    await write();
    await mkdir(at('by-hand'));
    execFileSync('tar', ['-xf', target(), '-C', at('by-hand')]);
    const said = execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
      cwd: at('by-hand'),
    }).toString();
    expect(said.trim().split('\n').sort()).to.deep.equal([
      'config/lab.yaml: OK',
      'db/prod-db.sql.zst: OK',
      'manifest.json: OK',
      'secrets.tar.zst.enc: OK',
      'volumes/prod-data.tar.zst: OK',
    ]);
    const order = execFileSync('tar', ['-tf', target()]).toString().trim().split('\n');
    expect([order[0], order.at(-1)]).to.deep.equal(['manifest.json', 'SHA256SUMS']);
  });

  it('what is too long for one file is split, and put together again', async () => {
    const content = randomBytes(300_000);
    await writeFile(data('big'), content);
    const inParts = createLabExports({ clock: realClock, partBytes: 100_000 });
    await write({}, inParts);
    const { manifest } = await check();
    const { parts } = manifest.entries.find(({ kind }) => kind === 'folder')!;
    expect(parts.map(({ name }) => name).slice(0, 2)).to.deep.equal([
      'volumes/prod-data.tar.zst.001',
      'volumes/prod-data.tar.zst.002',
    ]);
    expect(parts.every(({ bytes }) => bytes <= 100_000)).to.equal(true);
    expect(await readFile((await unpack())('big'))).to.deep.equal(content);
  });

  it('what is split while it is still being written is the same bytes, and each part has its sum', async () => {
    const content = randomBytes(40_000_000);
    await writeFile(data('big'), content);
    await write({}, createLabExports({ clock: realClock, partBytes: 1_000_000 }));
    const { manifest } = await check();
    const { parts } = manifest.entries.find(({ kind }) => kind === 'folder')!;
    expect(parts.length).to.be.greaterThan(39);
    expect(parts.slice(0, -1).every(({ bytes }) => bytes === 1_000_000)).to.equal(true);
    expect((await readFile((await unpack())('big'))).equals(content)).to.equal(true);
  });

  it('a part is unpacked from where it lies: of the others not a byte is read', async () => {
    await writeFile(data('big'), randomBytes(300_000));
    await write();
    const { manifest } = await check();
    const folder = manifest.entries.find(({ kind }) => kind === 'folder')!;
    const dump = manifest.entries.find(({ kind }) => kind === 'database')!;
    const bytes = await readFile(target());
    bytes[bytes.indexOf(folder.name, 8192) + 512 + 1000]! ^= 1;
    await writeFile(target(), bytes);
    await refused('export.damaged', () => check());
    const readings: ExportReading[] = [];
    await mkdir(at('unpacked'));
    const databases = new Map([['prod-db', at('unpacked/prod-db.sql')]]);
    const none = { folders: new Map(), labFile: undefined, secrets: undefined };
    await exports.unpack(target(), { ...none, databases }, (reading) => readings.push(reading));
    const of = dump.parts[0]!.bytes;
    expect(readings.at(-1)).to.deep.equal({ entry: dump.name, bytes: of, of });
    await refused('export.damaged', () => unpack());
  });

  it('reading it through tells how far it is, and ends where it is called off, by that reason', async () => {
    await writeFile(data('big'), randomBytes(5_000_000));
    await write();
    const readings: ExportReading[] = [];
    await exports.check(target(), roomy, (reading) => readings.push(reading));
    const last = readings.at(-1)!;
    expect(readings.length).to.be.greaterThan(5);
    expect(last.bytes).to.equal(last.of);
    const cancel = new AbortController();
    const reason = new Error('called off');
    const seen: ExportReading[] = [];
    const stopped = exports.check(
      target(),
      roomy,
      (reading) => {
        seen.push(reading);
        if (reading.bytes > last.of / 2) cancel.abort(reason);
      },
      { signal: cancel.signal },
    );
    expect(await stopped.catch((error: unknown) => error)).to.equal(reason);
    expect(seen.at(-1)!.bytes).to.be.lessThan(last.of);
  });

  it('an archive is read on to the end of its filling, so that whatever writes it ends well', async () => {
    const record = 64 * 1024;
    for (let records = 3; records <= 8; records += 1) {
      // It ends at the beginning of its last record, and is more than waits between two processes.
      await writeFile(data('big'), Buffer.alloc((records - 1) * record, 'x'));
      await rm(target(), { force: true });
      await write({ secrets: undefined });
      for (let time = 1; time <= 5; time += 1) {
        const path = at(`unpacked-${records}-${time}`);
        await mkdir(path);
        const folders = new Map([[dataPath, { path, owner: undefined, mode: 0o750 }]]);
        const none = { databases: new Map(), labFile: undefined, secrets: undefined };
        await exports.unpack(target(), { ...none, folders }, nothing);
      }
    }
  });

  it('what is in front is told without reading the rest', async () => {
    await write();
    const bytes = await readFile(target());
    bytes[bytes.indexOf('volumes/prod-data.tar.zst', 8192) + 512 + 20]! ^= 1;
    await writeFile(target(), bytes);
    const front = await exports.front(target());
    expect([front.sealed, front.manifest.snapshot]).to.deep.equal([true, aSnapshotManifest()]);
  });

  describe('secrets', () => {
    it('are not in it where no passphrase is given', async () => {
      await write({ secrets: undefined });
      expect((await readFile(target())).includes('of the database')).to.equal(false);
      await check();
      const { sealed, manifest } = await exports.front(target());
      expect(sealed).to.equal(false);
      expect(manifest.entries.map(({ kind }) => kind)).not.to.include('secrets');
    });

    it('are opened by openssl with the passphrase, without a lab', async () => {
      await write();
      execFileSync('tar', ['-xf', target(), '-C', at('staging'), 'secrets.tar.zst.enc']);
      const opened = execFileSync(
        'openssl',
        'enc -d -aes-256-cbc -pbkdf2 -iter 600000 -md sha256 -in secrets.tar.zst.enc -pass stdin'.split(' '),
        { cwd: at('staging'), input: passphrase },
      );
      const names = execFileSync('tar', ['--zstd', '-t'], { input: opened }).toString();
      expect(names).to.contain('secrets/prod-db/password');
    });

    it('come out with their passphrase', async () => {
      await write();
      await mkdir(at('opened'));
      await unpack({ secrets: { passphrase, into: at('opened') } });
      expect(await readFile(at('opened/secrets/prod-db/password'), 'utf8')).to.equal('of the database');
    });

    it('do not with another one', async () => {
      await write();
      for (const other of ['', 'Correct horse', `${passphrase} `])
        await refused('export.wrong_passphrase', () => check({ passphrase: other }));
    });
  });

  describe('links that lead out of a folder', () => {
    it('lie in no archive, are listed for people, and are there again once it is unpacked', async () => {
      await mkdir(data('venv/bin'), { recursive: true });
      await symlink('/usr/bin/python3', data('venv/bin/python'));
      await symlink('python', data('venv/bin/python3'));
      await symlink('../../../../else', data('up [*] \\here?'));
      await symlink('bin', data('venv/inside'));
      await write();
      await check();
      const listed = execFileSync('tar', ['-xOf', target(), 'outward-links.tsv']).toString();
      expect(listed).to.contain(`volumes/prod-data\tvenv/bin/python\t/usr/bin/python3\n`);
      const there = await unpack();
      expect(await readlink(there('venv/bin/python'))).to.equal('/usr/bin/python3');
      expect(await readlink(there('venv/bin/python3'))).to.equal('python');
      expect(await readlink(there('up [*] \\here?'))).to.equal('../../../../else');
      expect(await readlink(there('venv/inside'))).to.equal('bin');
    });

    it('keep nothing else out, whatever they are called', async () => {
      const bytes = (name: string) => Buffer.concat([Buffer.from(`${data()}/`), Buffer.from(name, 'latin1')]);
      const files = ['aXb', 'c', 'eX', '\xe4Xd', 'f'].sort();
      for (const name of files) await writeFile(bytes(name), '');
      for (const name of ['a\nb', 'c ', 'e*', '\xe4\nd', 'f\t']) await symlink('/etc/hosts', bytes(name));
      await write();
      await check();
      const there = await unpack();
      const names = (await readdir(there(), 'latin1')).filter((name) => files.includes(name));
      expect(names.sort()).to.deep.equal(files);
    });

    it('whose names no list can hold are told as left out', async () => {
      await symlink('/etc', data('a\tb\nc'));
      const { warnings } = await write();
      expect(warnings.join()).to.match(/a\\tb\\nc.*left out because of its name/);
      await check();
    });
  });

  describe('of links within a folder no more are written than are taken back:', () => {
    const twoLinks = { links: 2, text: 30 };
    const limited = createLabExports({ clock: realClock, links: twoLinks });
    const reads = (using: LabExports) => using.check(target(), roomy, nothing);
    const fill = async (...links: readonly (readonly [string, string])[]) => {
      for (const [name, to] of links) await symlink(to, data(name));
    };
    const tooMany = async () => {
      const { message, hint } = await refused('export.failed', () => write({}, limited));
      expect(message).to.contain(data()).and.contain('at most 2 in one folder, with 30 bytes');
      expect(hint).to.contain('then export again');
      expect(await readdir(at('exports'))).to.deep.equal([]);
      await write();
      await refused('export.refused_entry', () => reads(limited));
    };

    it('as many as are taken are in it, those that lead out beside them', async () => {
      await fill(['Bär', 'a.txt'], ['b', 'a.txt'], ['out', '/etc/hosts'], ['out2', '/etc/hosts']);
      await write({}, limited);
      await reads(limited);
    });

    it('one more of them fails, and says in which folder', async () => {
      await fill(['a', 'a.txt'], ['b', 'a.txt'], ['c', 'a.txt']);
      await tooMany();
    });

    it('one more of them as another name of a link fails, too', async () => {
      await fill(['a', 'a.txt'], ['b', 'a.txt']);
      await link(data('b'), data('hard'));
      await tooMany();
    });

    it('more text than is taken fails, too', async () => {
      await fill(['a'.repeat(20), 'a.txt'], ['b', 'a.txt']);
      await tooMany();
    });
  });

  describe('what can’t be in an export is left out and told:', () => {
    it('a pipe', async () => {
      execFileSync('mkfifo', [data('pipe')]);
      const { warnings } = await write();
      expect(warnings.join()).to.contain('"pipe" is neither a file nor a folder');
      await check();
    });

    it('a socket', async () => {
      const server = createServer().listen(data('socket'));
      await once(server, 'listening');
      const { warnings } = await write();
      server.close();
      expect(warnings.join()).to.match(/socket.*socket ignored/);
      await check();
    });

    it('what a job put aside at the top of it', async () => {
      const aside = '.before-01K9Q2T3V4W5X6Y7Z8A9B0C1D2';
      for (const folder of [aside, '.before-lunch', 'sub', join('sub', aside)]) {
        await mkdir(data(folder));
        await symlink('/etc/passwd', data(folder, 'out'));
        await writeFile(data(folder, 'a.txt'), 'of people');
      }
      await write();
      const there = await unpack();
      expect((await readdir(there())).sort()).to.deep.equal(['.before-lunch', 'a.txt', 'sub']);
      expect(await readdir(there('sub', aside))).to.include('a.txt');
      expect(await readFile(there('.before-lunch/a.txt'), 'utf8')).to.equal('of people');
    });

    it('rights of the kind set-id, while the file itself is in it', async () => {
      execFileSync('chmod', ['6755', data('a.txt')]);
      await write();
      await check();
      expect((await lstat((await unpack())('a.txt'))).mode & 0o7777).to.equal(0o755);
    });
  });

  describe('files that change while they are read', () => {
    /** Changes files for as long as the export goes on. */
    const whileChanging = async (change: (n: number) => Promise<void>) => {
      for (let n = 0; n < 40; n += 1) await writeFile(data(`big${n}`), randomBytes(400_000));
      let going = true;
      const changing = (async () => {
        for (let n = 0; going; n = (n + 1) % 40) await change(n);
      })();
      const written = await write();
      going = false;
      await changing;
      return written;
    };

    it('growing: no header speaks of another length than there is, and it is told', async () => {
      // So long that it grows while it is read, however fast that is.
      await writeFile(data('long'), randomBytes(20_000_000));
      const { warnings } = await whileChanging((n) =>
        appendFile(data(n % 2 === 0 ? 'long' : `big${n}`), 'more'),
      );
      await check();
      expect(warnings.join()).to.match(/changed as we read it/);
    });

    it('shrinking: the same', async () => {
      await whileChanging((n) => truncate(data(`big${n}`), 1000));
      await check();
    });

    it('going away: the export ends well without them', async () => {
      await whileChanging((n) => rm(data(`big${n}`), { force: true }));
      await check();
      expect((await readdir((await unpack())())).includes('a.txt')).to.equal(true);
    });
  });

  describe('whole or not at all:', () => {
    it('a name that is taken is kept by what has it', async () => {
      await writeFile(target(), 'mine');
      await refused('export.exists', () => write());
      expect(await readFile(target(), 'utf8')).to.equal('mine');
      expect(await readdir(at('exports'))).to.deep.equal(['lab.labx.tar']);
    });

    it('a name that is taken is told before anything is read', async () => {
      await writeFile(target(), 'mine');
      await rm(data(), { recursive: true });
      await refused('export.exists', () => write());
    });

    it('a name that is taken while it is written is kept by what has it', async () => {
      const taking = () => writeFileSync(target(), 'mine');
      await refused('export.exists', () => exports.write(request(), taking));
      expect(await readFile(target(), 'utf8')).to.equal('mine');
      expect(await readdir(at('exports'))).to.deep.equal(['lab.labx.tar']);
    });

    it('a link that leads nowhere has its name, too', async () => {
      await symlink('gone', target());
      await refused('export.exists', () => write());
      expect(await readlink(target())).to.equal('gone');
    });

    it('a folder that isn’t there', async () => {
      await rm(data(), { recursive: true });
      await refused('export.failed', () => write());
      expect(await readdir(at('exports'))).to.deep.equal([]);
    });

    it('a dump that isn’t there', async () => {
      await refused('files.failed', () => write({ databases: [{ service: 'prod-db', file: at('gone') }] }));
      expect(await readdir(at('exports'))).to.deep.equal([]);
    });

    it('one that is cancelled leaves neither a file nor a child', async () => {
      await writeFile(data('big'), randomBytes(30_000_000));
      const stop = new AbortController();
      const writing = exports.write(request(), nothing, stop.signal);
      setTimeout(() => stop.abort(), 20);
      await refused('job.cancelled', () => writing);
      expect(await readdir(at('exports'))).to.deep.equal([]);
      expect(await childrenSaid()).not.to.match(/zstd|tar /);
    });

    it('what a manager that died left half-written is written over', async () => {
      await writeFile(`${target()}.partial`, randomBytes(10_000_000));
      await write();
      await check();
      expect(await readdir(at('exports'))).to.deep.equal(['lab.labx.tar']);
    });
  });

  it('the passphrase is in no argument and no environment of any child', async () => {
    await writeFile(data('big'), randomBytes(20_000_000));
    const seen: string[] = [];
    let going = true;
    const looking = (async () => {
      while (going) seen.push(await childrenSaid());
    })();
    await write();
    going = false;
    await looking;
    expect(seen.join()).to.contain('zstd');
    expect(seen.join()).not.to.contain(passphrase);
  });

  it('progress tells of bytes before compression, up to all of them', async () => {
    await writeFile(data('big'), Buffer.alloc(80 * 1024 ** 2, 'abc'));
    const told: number[] = [];
    const { rawBytes } = await exports.write(request(), ({ rawBytes: now }) => void told.push(now));
    expect(told.some((now) => now > 30 * 1024 ** 2 && now < rawBytes)).to.equal(true);
    expect(told.at(-1)).to.equal(rawBytes);
  });
});

/** Arguments and environment of every process that this one started. */
async function childrenSaid(): Promise<string> {
  const ps = spawn('ps', ['-ww', 'e', '-o', 'args', '--ppid', String(process.pid)]);
  let said = '';
  for await (const chunk of ps.stdout) said += String(chunk);
  return said;
}
