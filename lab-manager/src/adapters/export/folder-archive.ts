import { availableParallelism } from 'node:os';
import { LabError } from '../../core/model/lab-error.ts';
import { filesError } from '../files/files-error.ts';
import { allEnded, startChild, type ChildEnd, type OpenFile, type RunningChild } from './run-child.ts';

/** As GNU tar counts it: its records, in blocks of 512 bytes. */
export const blocksOfRecord = 128;
const recordBytes = blocksOfRecord * 512;
/** A word about how far it is, every so many records: 32 MiB. */
const recordsOfWord = 512;

/** What reads and compresses. From the one child to the other, and into a file, no byte comes by here. */
export interface Packing {
  /** How much it was before, and what tar said changed while it read. Throws `export.failed`, `disk.low`. */
  ended(): Promise<Packed>;
  /** Settles once it writes nothing until `resume`. */
  pause(): Promise<void>;
  resume(): void;
  /** Ends it early. */
  kill(): void;
}

export interface Packed {
  rawBytes: number;
  warnings: readonly string[];
}

/** Members of one tar: each of a folder of its own, by the name that it has there. */
export interface TarMember {
  folder: string;
  name: string;
}

/** What tar is to leave out, in patterns: of a file that lists them, and one by one. */
export interface LeftOut {
  list: string;
  values: readonly string[];
}

/** Into a file. */
export function packMembers(
  members: readonly TarMember[],
  leftOut: LeftOut | undefined,
  into: OpenFile,
  onRawBytes: (bytes: number) => void,
): Packing {
  const { tar, rawBytes } = startTar(members, leftOut, onRawBytes);
  return tarPacking(members, tar, startZstd(tar, into.descriptor), rawBytes, into.path);
}

/** As `packMembers`; what comes out of it, `chunks`, is to be read to its end. */
export function packMembersHere(
  members: readonly TarMember[],
  onRawBytes: (bytes: number) => void,
): { packing: Packing; chunks: AsyncIterable<Buffer> } {
  const { tar, rawBytes } = startTar(members, undefined, onRawBytes);
  const zstd = startZstd(tar, 'pipe');
  return { packing: tarPacking(members, tar, zstd, rawBytes), chunks: readableOf(zstd) };
}

/**
 * GNU's own format: it takes every name as it is, in bytes, and needs no header more for most files. Rights of the set-id
 * kind are left out, as no import takes them.
 */
function startTar(
  members: readonly TarMember[],
  leftOut: LeftOut | undefined,
  onRawBytes: (bytes: number) => void,
): { tar: RunningChild; rawBytes: () => number } {
  let rawBytes = 0;
  const tar = startChild(
    'tar',
    [
      ...['--create', '--format=gnu', '--numeric-owner', '--mode=ug-s', '--file=-', '--totals'],
      ...[
        `--blocking-factor=${blocksOfRecord}`,
        `--checkpoint=${recordsOfWord}`,
        '--checkpoint-action=echo=%u',
      ],
      ...(leftOut === undefined ? [] : excluding(leftOut)),
      ...members.flatMap(({ folder, name }) => [`--directory=${folder}`, name]),
    ],
    { stdin: 'ignore', stdout: 'pipe' },
    (line) => {
      const records = /^tar: (\d+)$/.exec(line)?.[1];
      const total = /^Total bytes written: (\d+) /.exec(line)?.[1];
      if (records !== undefined) onRawBytes(Number(records) * recordBytes);
      if (total !== undefined) rawBytes = Number(total);
      return records !== undefined || total !== undefined;
    },
  );
  return { tar, rawBytes: () => rawBytes };
}

const excluding = ({ list, values }: LeftOut): readonly string[] => [
  ...['--anchored', '--wildcards', '--wildcards-match-slash', `--exclude-from=${list}`],
  ...values.map((value) => `--exclude=${value}`),
];

function tarPacking(
  members: readonly TarMember[],
  tar: RunningChild,
  zstd: RunningChild,
  rawBytes: () => number,
  into?: string,
): Packing {
  return {
    async ended() {
      // 1: some files were not the same from the beginning of reading them to the end, or went. Where zstd can't write, tar
      // can't either, and knows nothing of why.
      const [, ofTar] = await allEnded(
        [zstd, tar],
        (why) => notPacked(members.map(({ folder }) => folder).join(', '), why, into),
        (index, status) => (index === 0 ? status === 0 : status <= 1),
      );
      return { rawBytes: rawBytes(), warnings: warningsOf(ofTar) };
    },
    pause: zstd.pause,
    resume: zstd.resume,
    kill: () => void [tar, zstd].forEach((it) => it.kill()),
  };
}

function warningsOf(ofTar: ChildEnd | undefined): readonly string[] {
  const { lines = [], unkept = 0 } = ofTar ?? {};
  const warnings = lines.map((line) => line.replace(/^tar: /, ''));
  return unkept > 0 ? [...warnings, `… and ${unkept} more of this kind`] : warnings;
}

/** One file as it is, into another. `descriptor`: open for reading, at its beginning. */
export function packFile(
  { path, descriptor, rawBytes }: OpenFile & { rawBytes: number },
  into: OpenFile,
): Packing {
  const zstd = startZstd(descriptor, into.descriptor);
  return {
    async ended() {
      await allEnded(
        [zstd],
        (why) => notPacked(path, why, into.path),
        (_, status) => status === 0,
      );
      return { rawBytes, warnings: [] };
    },
    pause: zstd.pause,
    resume: zstd.resume,
    kill: zstd.kill,
  };
}

function startZstd(from: RunningChild | number, stdout: 'pipe' | number): RunningChild {
  // Each thread takes some megabytes, and more of them gain nothing over the disk.
  const threads = Math.min(4, availableParallelism());
  const stdin = typeof from === 'number' ? from : (from.stdout ?? 'ignore');
  return startChild('zstd', ['-1', `-T${threads}`, '--check', '--quiet', '--stdout'], { stdin, stdout });
}

function readableOf(child: RunningChild): AsyncIterable<Buffer> {
  if (child.stdout === undefined) throw new Error('a child without an output');
  // Whoever reads may begin later; of a child that ended by then, Node throws away what nobody listens for.
  child.stdout.on('readable', () => undefined);
  return child.stdout as AsyncIterable<Buffer>;
}

function notPacked(what: string, why: string, into?: string): LabError {
  const full = /No space left on device|Disk quota exceeded/.exec(why)?.[0];
  if (full !== undefined && into !== undefined) {
    const code = full.startsWith('Disk') ? 'EDQUOT' : 'ENOSPC';
    return filesError('write', into, Object.assign(new Error(full), { code }));
  }
  return new LabError('export.failed', `${what} could not be packed: ${why}.`, {
    hint: 'Look what is wrong with these files, then export again.',
  });
}
