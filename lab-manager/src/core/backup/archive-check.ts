import { LabError } from '../model/lab-error.ts';
import { linkLimits, LinkRoom } from './link-room.ts';
import { allSteps, leadsOut } from './links-within.ts';

/** An entry of a tar as its header tells of it. */
export interface ArchiveEntry {
  path: string;
  /** As the library that reads tars calls them: `File`, `SymbolicLink`, … */
  type: string;
  mode?: number | undefined;
  size: number;
  linkpath?: string | undefined;
}

const plain = ['File', 'OldFile', 'Directory', 'SymbolicLink', 'Link'];
/** Set-id; of a folder the group's only means that what is made in it belongs to that group. */
const forbidden = (type: string): number => (type === 'Directory' ? 0o4000 : 0o6000);
const longestPath = 4096;

/**
 * Judges the entries of one archive as they come: nothing may be written but files, folders and links within its folder.
 * INVARIANT: what it let pass, including `end`, can't lead GNU tar to write anywhere else, in whatever order it does.
 */
export class ArchiveCheck {
  readonly #archive: string;
  readonly #mostEntries: number;
  readonly #links = new Map<string, string>();
  readonly #linkRoom: LinkRoom;
  #entries = 0;
  /** The folder that was found to lie below no link last: entries of one folder come together. */
  #clean = '';

  constructor(archive: string, mostEntries: number, links = linkLimits) {
    this.#archive = archive;
    this.#mostEntries = mostEntries;
    this.#linkRoom = new LinkRoom(links);
  }

  get entries(): number {
    return this.#entries;
  }

  /** Throws `export.refused_entry`. */
  add(entry: ArchiveEntry): void {
    this.#entries += 1;
    if (this.#entries > this.#mostEntries)
      throw this.#refused(
        undefined,
        `it holds more than ${this.#mostEntries} files, for which there is no room here`,
      );
    const objection = this.#objection(entry);
    if (objection !== undefined) throw this.#refused(entry.path, objection);
  }

  /** Once all are known: where the links lead by way of each other. Throws `export.refused_entry`. */
  end(): void {
    const left = allSteps();
    for (const [path, target] of this.#links) {
      if (this.#liesBelowLink(path)) throw this.#refused(path, 'it lies below a link');
      const out = leadsOut(this.#links, path, target, left);
      if (out === undefined) throw this.#refused(path, 'its links are too tangled to be followed');
      if (out) throw this.#refused(path, `it is a link that leads out of the folder (${shown(target)})`);
    }
  }

  #objection(entry: ArchiveEntry): string | undefined {
    const { type, mode = 0, linkpath } = entry;
    if (!plain.includes(type)) return `it is a ${type}, and only files, folders and links may be in it`;
    // Readers differ in whether that is content or the next entry.
    if (entry.size > 0 && !type.endsWith('File')) return `it is a ${type} with content`;
    const path = within(entry.path);
    if (typeof path !== 'string') return path.objection;
    if (type !== 'Directory' && path === '') return 'it has no name';
    if ((mode & forbidden(type)) !== 0) return 'it would run with the rights of its owner (setuid)';
    if (this.#liesBelowLink(path)) return 'it lies below a link';
    if (type === 'SymbolicLink') return this.#addLink(path, linkpath ?? '');
    if (type === 'Link') return this.#hardLink(path, linkpath ?? '');
    return undefined;
  }

  #addLink(path: string, target: string): string | undefined {
    if (target.startsWith('/')) return `it is a link that leads out of the folder (${shown(target)})`;
    if (this.#links.has(path)) return 'it is there twice, as a link';
    if (!this.#linkRoom.take(path, target)) return 'it holds too many links';
    this.#links.set(path, target);
    this.#clean = '';
    return undefined;
  }

  /** Another name of what is in the archive already; of a link, it is that link at another place. */
  #hardLink(path: string, linkpath: string): string | undefined {
    const target = within(linkpath);
    if (typeof target !== 'string' || target === '')
      return `it is another name of something outside (${shown(linkpath)})`;
    if (this.#liesBelowLink(target))
      return `it is another name of what lies below a link (${shown(linkpath)})`;
    const link = this.#links.get(target);
    return link === undefined ? undefined : this.#addLink(path, link);
  }

  #liesBelowLink(path: string): boolean {
    if (this.#links.size === 0) return false;
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (folder === this.#clean && !this.#links.has(folder)) return false;
    for (let end = folder.length; end > 0; end = folder.lastIndexOf('/', end - 1))
      if (this.#links.has(folder.slice(0, end))) return true;
    this.#clean = folder;
    return false;
  }

  #refused(path: string | undefined, objection: string): LabError {
    const what = path === undefined ? this.#archive : `${shown(path)} in ${this.#archive}`;
    return new LabError('export.refused_entry', `This export is refused because of ${what}: ${objection}.`, {
      hint: 'Nothing was unpacked. Import only what a lab exported; if this one did, export it again.',
    });
  }
}

/** Below its folder, without `./`; an objection where it isn't below it. */
function within(path: string): string | { objection: string } {
  if (path.startsWith('/')) return { objection: 'its path is absolute' };
  if (path.length > longestPath) return { objection: 'its path is too long' };
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return { objection: 'its path leads upwards' };
  if (path.includes('\0')) return { objection: 'its path has a zero byte in it' };
  return parts.join('/');
}

/** For sentences: in quotes, without what would disturb a terminal. */
const shown = (path: string): string => JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
