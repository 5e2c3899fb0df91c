import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createZstdCompress, zstdCompressSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { createLabExports } from '../../../../src/adapters/export/lab-exports.ts';
import type { ErrorCode } from '../../../../src/core/model/error-codes.ts';
import type { ExportManifest } from '../../../../src/core/model/export.ts';
import {
  aFolder,
  anExport,
  sha256,
  type HandEntry,
  type Tampering,
} from '../../../support/builders/an-export.ts';
import { block, longName, rawEntry, rawTar, type RawEntry } from '../../../support/raw-tar.ts';
import { realClock } from '../../../support/real-clock.ts';
import { refused } from '../../../support/refused.ts';

const roomy = { rawBytes: 4 * 1024 ** 3, entries: 100_000 };
const file: RawEntry = { path: './a.txt', content: Buffer.from('hello') };
const link = (path: string, target: string | Buffer): RawEntry => ({
  path,
  type: '2',
  link: target,
  mode: 0o777,
});
const hardLink = (path: string, target: string): RawEntry => ({ path, type: '1', link: target });
const folder = (path: string): RawEntry => ({ path, type: '5', mode: 0o755 });

describe('adapters/export/check-export', () => {
  const exports = createLabExports({ clock: realClock });
  let home: string;
  let path: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'labstead-export-'));
    path = join(home, 'lab.labx.tar');
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  const check = async (bytes: Buffer, limits = roomy) => {
    await writeFile(path, bytes);
    return exports.check(path, limits, () => undefined);
  };
  const refuses = async (code: ErrorCode, bytes: Buffer, limits = roomy) => {
    const error = await refused(code, () => check(bytes, limits));
    expect(await readdir(home)).to.deep.equal(['lab.labx.tar']);
    return error;
  };
  const holding = (...entries: RawEntry[]) => anExport([aFolder(rawTar(...entries))]);

  it('an export that holds what it says is taken, with what it comes to', async () => {
    const raw = rawTar(folder('./'), file, link('./b', 'a.txt'), hardLink('./c', './a.txt'));
    const { rawBytes } = await check(anExport([aFolder(raw)]), { ...roomy, entries: 4 });
    expect(rawBytes).to.equal(raw.length);
  });

  describe('nothing is unpacked of an export that would write where it must not:', () => {
    const hostile: Record<string, RawEntry[]> = {
      'an absolute path': [{ ...file, path: '/etc/cron.d/evil' }],
      'a path upwards': [{ ...file, path: './a/../../evil' }],
      'a path upwards in a long name': [longName(`${'a/'.repeat(60)}../../evil`), file],
      'a link to an absolute path': [link('./out', '/etc')],
      'a link upwards': [link('./out', '..')],
      'a link upwards from below': [folder('./a'), link('./a/out', '../..')],
      'links that lead out by way of each other': [
        folder('./deep'),
        link('./deep/d', '..'),
        link('./k', 'deep/d/..'),
      ],
      'a chain of three links': [
        link('./a', '.'),
        link('./b', 'a/c'),
        folder('./c'),
        link('./z', 'b/../../x'),
      ],
      'a file below a link': [link('./a', 'b'), folder('./b'), { ...file, path: './a/x' }],
      'a link below a folder that is a link in the end': [
        folder('./a'),
        link('./a/l', 'x'),
        link('./a', 'b'),
      ],
      'a hard link upwards': [hardLink('./h', '../../../etc/shadow')],
      'a hard link to an absolute path': [hardLink('./h', '/etc/shadow')],
      'a hard link to a link, at a place from where that leads out': [
        folder('./a'),
        link('./a/l', '../x'),
        hardLink('./h', './a/l'),
      ],
      'a hard link by way of a link': [link('./a', 'b'), hardLink('./h', './a/x')],
      'a character device': [{ path: './null', type: '3' }],
      'a block device': [{ path: './disk', type: '4' }],
      'a pipe': [{ path: './pipe', type: '6' }],
      'a setuid file': [{ ...file, mode: 0o4755 }],
      'a setgid file': [{ ...file, mode: 0o2755 }],
      'a setuid folder': [{ ...folder('./a'), mode: 0o4755 }],
      'a sparse file of GNU’s old kind': [{ ...file, type: 'S' }],
      'a file of a type nobody knows': [{ ...file, type: 'Z' }],
      'an extended header': [
        { path: 'PaxHeader/a', type: 'x', content: Buffer.from('19 path=../../evil\n') },
        file,
      ],
      'a global extended header': [
        { path: 'g', type: 'g', content: Buffer.from('19 path=../../evil\n') },
        file,
      ],
      'a hard link that hides an entry in its content': [
        { ...hardLink('./h', './a.txt'), content: rawEntry({ ...file, path: '/etc/evil' }) },
      ],
      'a folder that hides an entry in its content': [
        { ...folder('./a'), content: rawEntry({ ...file, path: '/etc/evil' }) },
      ],
      'a target that goes on behind its end': [link('./out', Buffer.from('..\0\nharmless'))],
      'a long target that goes on behind its end': [
        longName(Buffer.from('..\0\nharmless'), 'K'),
        link('./out', 'x'),
      ],
      'an archive of the other format': [{ ...file, magic: 'ustar\u000000' }],
      'two links of one name': [link('./a', 'b'), link('./a', 'c')],
    };
    for (const [what, entries] of Object.entries(hostile))
      it(what, async () => {
        await refuses('export.refused_entry', holding(folder('./'), ...entries));
      });

    it('an entry behind the end of the archive', async () => {
      const hidden = rawEntry({ ...file, path: '/etc/evil' });
      const raw = Buffer.concat([rawEntry(file), Buffer.alloc(block), hidden, Buffer.alloc(2 * block)]);
      await refuses('export.refused_entry', anExport([aFolder(raw)]));
    });

    it('an archive that is compressed twice', async () => {
      await refuses(
        'export.refused_entry',
        anExport([aFolder(zstdCompressSync(rawTar({ ...file, content: randomBytes(5000) })))]),
      );
    });

    it('a list of links with one that would lie outside', async () => {
      const raw = Buffer.from('volumes/prod-data\t../../evil\t/etc\n');
      const links: HandEntry = { kind: 'links', name: 'outward-links.tsv', of: '', raw };
      await refuses('export.refused_entry', anExport([links]));
    });
  });

  it('links that lead nowhere or round in circles harm nobody', async () => {
    const links = holding(link('./a', 'b'), link('./b', 'a'), link('./c', 'gone/../d'));
    await check(links, { ...roomy, entries: 3 });
  });

  it('a name that looks like one upwards is none', async () => {
    await check(holding({ ...file, path: './..a/b..' }, link('./..b', '..a')));
  });

  describe('what was made to fill a disk is refused, in little time and memory:', () => {
    /** Everything that lives at once, also outside of what JavaScript knows of. */
    const resident = () => process.memoryUsage.rss();

    it('a million entries where there is room for a thousand', async () => {
      const thousand = Buffer.concat(
        Array.from({ length: 1000 }, (_, index) => rawEntry(folder(`./${index}`))),
      );
      const stored = await compressed(thousand, 1000);
      const before = resident();
      const began = performance.now();
      const error = await refuses(
        'export.refused_entry',
        anExport([{ ...aFolder(Buffer.alloc(0)), stored, rawBytes: 1000 * thousand.length }]),
        { ...roomy, entries: 1000 },
      );
      expect(error.message).to.contain('more than 1000 files');
      expect(performance.now() - began).to.be.below(5000);
      expect(resident() - before).to.be.below(100 * 1024 ** 2);
    });

    it('a gigabyte of zeros in a file of some kilobytes, of which the manifest says it is small', async () => {
      const stored = await zeros(1024);
      expect(stored.length).to.be.below(1024 ** 2);
      const before = resident();
      const began = performance.now();
      await refuses('export.refused_entry', anExport([{ ...aFolder(rawTar(file)), stored }]));
      expect(performance.now() - began).to.be.below(5000);
      expect(resident() - before).to.be.below(100 * 1024 ** 2);
    });

    it('one of which the manifest says what it comes to, before anything of it is read', async () => {
      const stored = await zeros(64);
      const bomb = anExport([{ ...aFolder(rawTar(file)), stored, rawBytes: 64 * 1024 ** 2 }]);
      const { message, hint } = await refuses('disk.low', bomb, { ...roomy, rawBytes: 1024 ** 2 });
      expect(message).to.match(/unpacks to 64 MiB, and there is room for 1 MiB\.$/);
      expect(hint).to.match(/on the disks of the lab, or .* a larger machine\.$/);
    });

    it('a dump that unpacks to more than the manifest says', async () => {
      const dump = {
        kind: 'database',
        name: 'db/prod-db.sql.zst',
        of: 'prod-db',
        raw: Buffer.from('SELECT 1;'),
      };
      await refuses('export.refused_entry', anExport([{ ...dump, stored: await zeros(64) }]));
    });

    it('links that take for ever to be followed', async () => {
      // Each leads through all before it, many times.
      const tangled = Array.from({ length: 300 }, (_, index) =>
        link(`./l${index}`, index === 0 ? '.' : Array.from({ length: 20 }, () => `l${index - 1}`).join('/')),
      );
      const began = performance.now();
      await check(holding(...tangled)).catch((error: { code?: string }) => {
        expect(error.code).to.equal('export.refused_entry');
      });
      expect(performance.now() - began).to.be.below(5000);
    });
  });

  describe('an export that is not what was written is told from one that is:', () => {
    const raw = rawTar({ path: './a.txt', content: randomBytes(20_000) });
    const whole = anExport([aFolder(raw)]);

    it('a changed byte, wherever it is', async () => {
      for (let at = 0; at < whole.length; at += 1009) {
        const changed = Buffer.from(whole);
        changed[at]! ^= 0x04;
        // What fills up blocks, and the fields of the tar’s own headers that nobody goes by, means nothing.
        const same = await check(changed).then(
          () => true,
          (error: { code?: string }) => {
            expect(error.code).to.be.oneOf(['export.damaged', 'export.invalid', 'export.refused_entry']);
            return false;
          },
        );
        if (same) expect(isMeaningless(at), `byte ${at}`).to.equal(true);
      }
    });
    /** Behind a manifest, an archive or the sums up to the next block, or the end. */
    function isMeaningless(at: number): boolean {
      const names = ['manifest.json', 'volumes/prod-data.tar.zst', 'SHA256SUMS'];
      let begin = 0;
      for (const name of names) {
        expect(whole.toString('latin1', begin, begin + name.length)).to.equal(name);
        const size = Number.parseInt(whole.toString('latin1', begin + 124, begin + 135), 8);
        if (at >= begin && at < begin + block + size) return false;
        begin += block + Math.ceil(size / block) * block;
        if (at < begin) return true;
      }
      return true;
    }

    it('one that was cut off, wherever', async () => {
      for (let length = 0; length < whole.length - 2 * block; length += 1777) {
        await writeFile(path, whole);
        await truncate(path, length);
        const code = length < block ? 'export.invalid' : 'export.damaged';
        await refused(code, () => exports.check(path, roomy, () => undefined));
      }
    });

    const tamperings: Record<string, [ErrorCode, Tampering]> = {
      'without SHA256SUMS it is not whole': ['export.damaged', { tar: (all) => all.slice(0, -1) }],
      'sums of other content': [
        'export.damaged',
        { sums: (text) => text.replace(/[0-9a-f]{64}/, sha256(Buffer.from('x'))) },
      ],
      'sums that can’t be read': ['export.damaged', { sums: () => 'nonsense' }],
      'sums that leave something out': [
        'export.damaged',
        { sums: (text) => text.split('\n').slice(1).join('\n') },
      ],
      'another file beside': [
        'export.damaged',
        { tar: (all) => all.toSpliced(2, 0, { path: 'extra', content: Buffer.from('x') }) },
      ],
      'a file that is missing': ['export.damaged', { tar: (all) => all.toSpliced(1, 1) }],
      'two files of one name': ['export.refused_entry', { tar: (all) => all.toSpliced(2, 0, all[1]!) }],
      'a link among its files': [
        'export.refused_entry',
        { tar: (all) => all.toSpliced(2, 0, link('x', 'y')) },
      ],
      'a path upwards among its files': [
        'export.refused_entry',
        { tar: (all) => all.toSpliced(2, 0, { ...file, path: '../x' }) },
      ],
      'a manifest that isn’t the first': ['export.invalid', { tar: ([front, ...rest]) => [...rest, front!] }],
      'a manifest that is none': ['export.invalid', { manifest: () => ({ hello: 'world' }) }],
      'an entry of a kind that nobody knows': [
        'export.refused_entry',
        { manifest: (it) => withKind(it, 'firmware') },
      ],
      'a newer format': [
        'export.newer',
        { manifest: (it) => ({ format: { major: 2, minor: 0 }, snapshot: it.snapshot }) },
      ],
    };
    function withKind(manifest: ExportManifest, kind: string) {
      return { ...manifest, entries: manifest.entries.map((entry) => ({ ...entry, kind })) };
    }
    for (const [what, [code, tampering]] of Object.entries(tamperings))
      it(what, async () => {
        await refuses(code, anExport([aFolder(raw)], tampering));
      });

    it('a newer format is named with the version that can read it', async () => {
      const newer = anExport([aFolder(raw)], {
        manifest: ({ snapshot }) => ({
          format: { major: 2, minor: 0 },
          snapshot: { lab: { ...snapshot.lab, version: '3.1.0' } },
        }),
      });
      expect((await refuses('export.newer', newer)).hint).to.contain('3.1.0');
    });

    it('what a newer minor format adds is left aside', async () => {
      await check(
        anExport([aFolder(raw)], {
          manifest: (it) => ({ ...it, format: { major: 1, minor: 7 }, more: true }),
        }),
      );
    });
  });

  it('what is no tar is no export', async () => {
    await refuses('export.invalid', Buffer.from('hello'));
    await refuses('export.invalid', randomBytes(100_000));
    await refuses('export.invalid', Buffer.alloc(0));
  });

  it('a file that isn’t there, or is a link, is told as one that isn’t there', async () => {
    await refused('export.unknown', () => exports.check(path, roomy, () => undefined));
    await symlink('/etc/passwd', path);
    await refused('files.failed', () => exports.check(path, roomy, () => undefined));
  });
});

/** So many MiB. */
const zeros = (mebibytes: number): Promise<Buffer> => compressed(Buffer.alloc(1024 ** 2), mebibytes);

function compressed(chunk: Buffer, times: number): Promise<Buffer> {
  return buffer(Readable.from(Array.from({ length: times }, () => chunk)).pipe(createZstdCompress()));
}
