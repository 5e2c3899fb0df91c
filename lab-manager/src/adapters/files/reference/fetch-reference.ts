import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../../core/model/lab-error.ts';
import { titleOf } from '../../../core/reference/generation.ts';
import type { ReferenceSet } from '../../../core/model/reference.ts';
import type { ReferenceFetch } from '../../../core/ports.ts';
import { pause } from '../../../wake.ts';
import { syncDirectory } from '../atomic-write.ts';
import { filesError } from '../files-error.ts';
import { readRemote, Refused, type Part } from './read-remote.ts';
import { readShipped } from './read-shipped.ts';
import { Partial } from './partial.ts';

export interface FetchPlaces {
  /** Where downloads lie. */
  archives: string;
  /** Where the sets lie that come with the product. */
  shipped: string;
  /** Pauses before the next attempts, in milliseconds: as many in a row may fail without a new byte. */
  pauses?: readonly number[];
  /** Without a byte for so long, a connection counts as cut. */
  stallMs?: number;
}

const usualPauses = [1_000, 3_000, 10_000, 30_000];
const usualStallMs = 60_000;

/**
 * INVARIANTS: a file has the archive's name only if its size and checksum are right; a download that was cut is gone on
 * with, also after the manager died; one that turned out wrong is thrown away.
 */
export async function fetchReference(places: FetchPlaces, fetch: ReferenceFetch): Promise<void> {
  const { set, archive, onProgress, signal } = fetch;
  const target = join(places.archives, archive);
  const partial = await Partial.open(target, set.bytes).catch((error: unknown) => {
    throw filesError('write', target, error);
  });
  try {
    onProgress(partial.bytes);
    await attempts(places, partial, fetch);
    if (signal.aborted) throw cancelled(set);
    const actual = await partial.finish();
    if (actual !== set.sha256) throw wrongChecksum(set, actual);
    await rename(partial.path, target);
    await partial.forget();
    await syncDirectory(places.archives);
  } catch (error) {
    if (error instanceof LabError && error.code === 'reference.wrong_checksum') await discard(partial);
    throw filesError('write', target, error);
  } finally {
    await partial.close();
  }
}

async function discard(partial: Partial): Promise<void> {
  await rm(partial.path, { force: true });
  await partial.forget();
}

/** Reads on where it was cut, until the whole is there. Attempts that bring something don't count. */
async function attempts(
  { shipped, pauses = usualPauses, stallMs = usualStallMs }: FetchPlaces,
  partial: Partial,
  { set, onProgress, signal }: Omit<ReferenceFetch, 'archive'>,
): Promise<void> {
  const take = async (part: Part): Promise<void> => {
    if (part.from !== partial.bytes) await partial.startAnew();
    partial.validator = part.validator;
    await partial.save();
    for await (const chunk of part.chunks) {
      if (partial.bytes + chunk.length > set.bytes) throw tooLong(set);
      await partial.add(chunk).catch((error: unknown) => {
        throw filesError('write', partial.path, error);
      });
      onProgress(partial.bytes);
    }
  };
  let failures = 0;
  while (partial.bytes < set.bytes && !signal.aborted) {
    const before = partial.bytes;
    try {
      await take(
        set.url.startsWith('shipped:')
          ? readShipped(shipped, set.url)
          : await readRemote(set.url, partial, stallMs, signal),
      );
      if (partial.bytes < set.bytes) throw new Error(`it ended after ${partial.bytes} bytes`);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof LabError) throw error;
      if (error instanceof Refused) throw unavailable(set, error);
      failures = partial.bytes > before ? 0 : failures + 1;
      const wait = pauses[failures === 0 ? 0 : failures - 1];
      if (wait === undefined) throw unavailable(set, error);
      await pause(wait, signal);
    }
  }
}

const cancelled = (set: ReferenceSet): LabError =>
  new LabError(
    'job.cancelled',
    `Cancelled: fetching ${titleOf(set)} was given up; it is gone on with later.`,
  );

const unavailable = (set: ReferenceSet, cause: unknown): LabError =>
  new LabError(
    'reference.unavailable',
    `Could not fetch ${titleOf(set)} from ${set.url}: ${cause instanceof Error ? cause.message : String(cause)}.`,
    {
      hint: 'What came so far is kept: apply again (labctl apply) goes on from there. Check the address, and that this machine reaches it.',
      cause,
    },
  );

const wrongChecksum = (set: ReferenceSet, actual: string): LabError =>
  new LabError(
    'reference.wrong_checksum',
    `What ${set.url} sent is not ${titleOf(set)}: its SHA-256 is ${actual}, and ${set.sha256} was asked for.`,
    {
      hint: 'It was thrown away; whatever served before goes on serving. Check biota.set in the lab file against what the data’s makers publish.',
    },
  );

/** Known before the end, so that a server that never stops sending fills no disk. */
const tooLong = (set: ReferenceSet): LabError =>
  new LabError(
    'reference.wrong_checksum',
    `What ${set.url} sends is not ${titleOf(set)}: it is longer than its ${set.bytes} bytes.`,
    { hint: 'It was thrown away. Check biota.set.size in the lab file.' },
  );
