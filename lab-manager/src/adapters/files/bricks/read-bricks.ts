import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { BrickFolder, BricksRead, ConstellabWays, UnreadBricks } from '../../../core/model/brick.ts';
import { systemCode } from '../files-error.ts';
import { entriesIn } from '../names-in.ts';
import { constellabWays, noWays } from './constellab-ways.ts';
import { readPlain } from './plain-file.ts';

export type BrickPlace = Pick<BrickFolder, 'environment' | 'place'> & { folder: string };

const settingsBytes = 256 * 1024;
/** More folders than any lab has bricks: somebody put something else there. */
const mostBricks = 500;
const patienceMs = 5_000;
/** Files of a brick that is installed don't change; in one under development somebody may write another any time. */
const waysKeptMs = 300_000;

interface KeptWays {
  stamp: string;
  at: number;
  ways: ConstellabWays;
}

type Contents = Pick<BrickFolder, 'settings' | 'unreadable' | 'constellab'>;
/** Why nobody can tell, half a sentence. */
interface Unknown {
  unknown: string;
}

/**
 * Looks at the bricks in their folders, which their authors fill with whatever they like: pipes, links to elsewhere, files
 * of any size, disks that don't answer. Each costs at most some patience, and only its own brick. What a disk doesn't tell
 * now is as it was when last read: a brick is gone only once its folder says so.
 */
export class BrickReader {
  readonly #now: () => number;
  readonly #ways = new Map<string, KeptWays>();
  /** Reads that a disk has not answered: none is begun twice, for there are few threads to wait in. */
  readonly #open = new Map<string, Promise<unknown>>();
  /** Per place, by name: the bricks that were last found in it. */
  readonly #known = new Map<string, ReadonlyMap<string, BrickFolder>>();
  readonly #patienceMs: number;

  constructor(now: () => number, patience = patienceMs) {
    this.#now = now;
    this.#patienceMs = patience;
  }

  async read(places: readonly BrickPlace[]): Promise<BricksRead> {
    const found = await Promise.all(places.map((place) => this.#place(place)));
    return {
      folders: found.flatMap(({ folders }) => folders),
      unread: found.flatMap(({ unread }) => unread),
    };
  }

  async #place(of: BrickPlace): Promise<BricksRead> {
    const names = await this.#within(of.folder, () => foldersIn(of.folder));
    const before = this.#known.get(of.folder);
    if ('unknown' in names)
      return {
        folders: [...(before?.values() ?? [])],
        unread: [unread(of, names.unknown, before === undefined ? 'none' : 'before')],
      };
    const bricks = await Promise.all(
      names.slice(0, mostBricks).map((name) => this.#brick(of, name, before?.get(name))),
    );
    const folders = bricks.filter((one) => one !== undefined);
    this.#known.set(of.folder, new Map(folders.map((one) => [one.name, one])));
    const tooMany = names.length > mostBricks;
    const why = `more than ${mostBricks} folders lie there`;
    return { folders, unread: tooMany ? [unread(of, why, 'first')] : [] };
  }

  async #brick(
    { environment, place, folder }: BrickPlace,
    name: string,
    before: BrickFolder | undefined,
  ): Promise<BrickFolder | undefined> {
    const path = join(folder, name);
    const read = await this.#within(path, () => this.#contents(folder, path));
    if ('none' in read) return undefined;
    const none = { settings: undefined, constellab: noWays };
    return 'unknown' in read
      ? { environment, place, name, ...none, ...before, unreadable: read.unknown }
      : { environment, place, name, ...read };
  }

  async #contents(place: string, path: string): Promise<Contents | Unknown | { none: true }> {
    // A link may lead to another brick, and not out of the folder of bricks.
    const [real, within] = await Promise.all([realpath(path), realpath(place)]).catch(leadsNowhere);
    if (real === undefined || within === undefined || !real.startsWith(within + sep)) return { none: true };
    const file = await readPlain(join(real, 'settings.json'), settingsBytes);
    if (file === undefined) return { none: true };
    if ('failed' in file) return { unknown: file.failed };
    if ('unreadable' in file) return { settings: undefined, unreadable: file.unreadable, constellab: noWays };
    return {
      settings: file.text,
      unreadable: undefined,
      constellab: await this.#waysOf(real, file.stamp),
    };
  }

  async #waysOf(brick: string, stamp: string): Promise<ConstellabWays> {
    const kept = this.#ways.get(brick);
    if (kept?.stamp === stamp && this.#now() - kept.at < waysKeptMs) return kept.ways;
    const ways = await constellabWays(brick);
    if (this.#ways.size > mostBricks * 4) this.#ways.clear();
    this.#ways.set(brick, { stamp, at: this.#now(), ways });
    return ways;
  }

  async #within<T extends object>(path: string, read: () => Promise<T>): Promise<T | Unknown> {
    const open = (this.#open.get(path) as Promise<T | Unknown> | undefined) ?? this.#begin(path, read);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Unknown>((resolve) => {
      timer = setTimeout(() => resolve({ unknown: 'its disk does not answer' }), this.#patienceMs);
    });
    return Promise.race([open, late]).finally(() => clearTimeout(timer));
  }

  #begin<T extends object>(path: string, read: () => Promise<T>): Promise<T | Unknown> {
    const reading = read()
      .catch((error: unknown) => ({ unknown: systemCode(error) || 'nobody knows why' }))
      .finally(() => this.#open.delete(path));
    this.#open.set(path, reading);
    return reading;
  }
}

const unread = (
  { environment, place }: BrickPlace,
  why: string,
  known: UnreadBricks['known'],
): UnreadBricks => ({ environment, place, why, known });

/** A link to nothing, or to itself, is answered for sure; whatever else goes wrong tells nothing. */
function leadsNowhere(error: unknown): [undefined, undefined] {
  if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(systemCode(error))) return [undefined, undefined];
  throw error;
}

async function foldersIn(folder: string): Promise<string[]> {
  return (await entriesIn(folder))
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.'))
    .sort();
}
