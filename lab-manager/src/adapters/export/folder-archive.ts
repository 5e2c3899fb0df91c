import { availableParallelism } from 'node:os';
import { LabError } from '../../core/model/lab-error.ts';
import { bothEnded, startChild, type RunningChild } from './children.ts';

/** As GNU tar counts it: its records, in blocks of 512 bytes. */
export const blocksOfRecord = 128;
const recordBytes = blocksOfRecord * 512;
/** A word about how far it is, every so many records: 32 MiB. */
const recordsOfWord = 512;

/** What reads and compresses: bytes go from the one child to the other, and come by here compressed only. */
export interface Packing {
  /** Compressed. To be read to its end. */
  chunks: AsyncIterable<Buffer>;
  /** Once read: how much it was before, and what tar said changed while it read. Throws `export.failed`. */
  ended(): Promise<{ rawBytes: number; warnings: readonly string[] }>;
  /** Ends it early. */
  kill(): void;
}

/** Members of one tar: each of a folder of its own, by the name that it has there. */
export interface TarMember {
  folder: string;
  name: string;
}

/**
 * GNU's own format: it takes every name as it is, in bytes, and needs no header more for most files. Rights of the set-id
 * kind are left out, as no import takes them.
 */
export function packMembers(
  members: readonly TarMember[],
  excludeFrom: string | undefined,
  onRawBytes: (bytes: number) => void,
): Packing {
  const said = { rawBytes: 0 };
  const tar = startChild(
    'tar',
    [
      ...['--create', '--format=gnu', '--numeric-owner', '--mode=ug-s', '--file=-', '--totals'],
      ...[
        `--blocking-factor=${blocksOfRecord}`,
        `--checkpoint=${recordsOfWord}`,
        '--checkpoint-action=echo=%u',
      ],
      ...(excludeFrom === undefined
        ? []
        : ['--anchored', '--wildcards', '--wildcards-match-slash', `--exclude-from=${excludeFrom}`]),
      ...members.flatMap(({ folder, name }) => [`--directory=${folder}`, name]),
    ],
    { stdin: 'ignore', stdout: 'pipe' },
    (line) => {
      const records = /^tar: (\d+)$/.exec(line)?.[1];
      const total = /^Total bytes written: (\d+) /.exec(line)?.[1];
      if (records !== undefined) onRawBytes(Number(records) * recordBytes);
      if (total !== undefined) said.rawBytes = Number(total);
      return records !== undefined || total !== undefined;
    },
  );
  const zstd = startZstd(tar);
  return {
    chunks: readableOf(zstd),
    async ended() {
      // 1: some files were not the same from the beginning of reading them to the end, or went.
      const [ofTar] = await bothEnded(
        [tar, zstd],
        (why) => notPacked(members, why),
        (index, status) => (index === 0 ? status <= 1 : status === 0),
      );
      const more = ofTar?.unkept ?? 0;
      const warnings = (ofTar?.lines ?? []).map((line) => line.replace(/^tar: /, ''));
      return {
        rawBytes: said.rawBytes,
        warnings: more > 0 ? [...warnings, `… and ${more} more of this kind`] : warnings,
      };
    },
    kill: () => void [tar, zstd].forEach((it) => it.kill()),
  };
}

/** One file as it is. `descriptor`: open for reading, at its beginning. */
export function packFile(path: string, descriptor: number, rawBytes: number): Packing {
  const zstd = startZstd(descriptor);
  return {
    chunks: readableOf(zstd),
    async ended() {
      await bothEnded(
        [zstd],
        (why) => notPacked([{ folder: path, name: '' }], why),
        (_, status) => status === 0,
      );
      return { rawBytes, warnings: [] };
    },
    kill: zstd.kill,
  };
}

function startZstd(from: RunningChild | number): RunningChild {
  // Each thread takes some megabytes, and more of them gain nothing over the disk.
  const threads = Math.min(4, availableParallelism());
  const stdin = typeof from === 'number' ? from : (from.stdout ?? 'ignore');
  return startChild('zstd', ['-1', `-T${threads}`, '--check', '--quiet', '--stdout'], {
    stdin,
    stdout: 'pipe',
  });
}

function readableOf(child: RunningChild): AsyncIterable<Buffer> {
  if (child.stdout === undefined) throw new Error('a child without an output');
  // Whoever reads may begin later; of a child that ended by then, Node throws away what nobody listens for.
  child.stdout.on('readable', () => undefined);
  return child.stdout as AsyncIterable<Buffer>;
}

const notPacked = (members: readonly TarMember[], why: string): LabError =>
  new LabError(
    'export.failed',
    `${members.map(({ folder }) => folder).join(', ')} could not be packed: ${why}.`,
    {
      hint: 'Look what is wrong with these files, then export again.',
    },
  );
