import { dirname, join, resolve } from 'node:path';
import {
  databaseFolders,
  environmentSources,
  isRequired,
  ownPaths,
  type BackupSource,
} from '../../core/backup/backup-sources.ts';
import type { Counted } from '../../core/backup/counted-files.ts';
import { anchored } from '../../core/backup/leave-out.ts';
import { leftOutWords } from '../../core/backup/left-out-words.ts';
import { counted } from '../../core/counted.ts';
import { labPaths } from '../../core/desired/paths.ts';
import type { SnapshotFolder } from '../../core/model/backup.ts';
import { environmentNames, hasServices, type LabFile } from '../../core/model/lab-file.ts';
import type { BackupMemory, BackupSources, LabFiles } from '../../core/ports.ts';
import { isWithin, mountPointsIn } from '../../core/mountinfo.ts';
import { roundBytes } from '../../core/units.ts';
import type { StepReport } from '../../jobs/job-definition.ts';

export interface Measured {
  taken: readonly SnapshotFolder[];
  missing: readonly string[];
  leftOut: readonly string[];
}

type Place = Pick<BackupSource, 'words' | 'path'>;

/** By their paths below the data root. */
interface Folders {
  folders: readonly Pick<SnapshotFolder, 'path'>[];
}

/** The folders of the lab that a snapshot takes where they lie. */
export class LabFolders {
  readonly #files: Pick<LabFiles, 'observe'>;
  readonly #sources: BackupSources;
  readonly #memory: Pick<BackupMemory, 'mounts' | 'noteMounts'>;
  readonly #home: string;

  constructor(
    files: Pick<LabFiles, 'observe'>,
    sources: BackupSources,
    memory: Pick<BackupMemory, 'mounts' | 'noteMounts'>,
    home: string,
  ) {
    this.#files = files;
    this.#sources = sources;
    this.#memory = memory;
    this.#home = home;
  }

  /** Below the data root: what was staged, what the lab is made of, and of its data what is there. */
  async paths(): Promise<readonly string[]> {
    return [...ownPaths, ...(await this.there()).map(({ path }) => path)];
  }

  /** Absolute: those that are there. */
  of({ folders }: Folders): readonly string[] {
    return folders.map(({ path }) => join(this.#home, path));
  }

  /** Absolute: where what a person leaves out is left out. */
  ofData({ folders }: Folders): readonly string[] {
    return environmentSources
      .filter(({ ofData, path }) => ofData && folders.some((one) => one.path === path))
      .map(({ path }) => join(this.#home, path));
  }

  /** What an enabled environment lacks is missing; what one that is switched off left behind is taken as well. */
  async measure(
    { labFile, disksAreRight }: { labFile: LabFile; disksAreRight: boolean },
    report: StepReport,
    signal: AbortSignal,
  ): Promise<Measured> {
    const { there, links } = await this.#look();
    const taken: SnapshotFolder[] = [];
    const wished = labFile.backup.leaveOut;
    const leftOut = wished.map(
      (pattern) => `What ${pattern} matches in folders of data, as backup.leaveOut wishes.`,
    );
    const missing = environmentSources
      .filter((source) => isRequired(source, labFile) && !there.includes(source) && !links.has(source))
      .map(({ words }) => `There is no folder for ${words}.`);
    for (const [{ words, path }, to] of links) missing.push(linkWords(words, join(this.#home, path), to));
    for (const { environment, words, path, ofData } of there) {
      const at = join(this.#home, path);
      const patterns = ofData ? anchored(wished, [at]) : [];
      const found = await this.#sources.measure(at, signal, patterns);
      const { files, bytes, linkedBytes, mounts, unread } = found;
      const linked = linkedBytes === undefined ? {} : { linkedBytes };
      taken.push({ environment, words, path, files, bytes, ...linked });
      leftOut.push(...leftOutWords(words, found.leftOut));
      missing.push(...unread.map((why) => `Not all of ${words} can be read: ${why}`));
      for (const mount of mounts)
        report.log(`${words}: ${mount} is a file system of its own; it is taken, too.`);
      report.log(`${words}: ${counted(files, 'file')}, ${roundBytes(bytes)}.`);
    }
    const databases = databaseFolders.filter(({ environment }) => labFile.environments[environment].enabled);
    missing.push(...(await this.#gone([...there, ...databases], disksAreRight)));
    const off = environmentNames.filter(
      (name) => !hasServices(labFile, name) && there.some((one) => one.environment === name),
    );
    leftOut.push(
      ...off.map((name) => `The databases of ${name}, which is not enabled, were not written out.`),
    );
    return { taken, missing, leftOut };
  }

  /** A disk that is gone leaves an empty folder: it is missed until it is back, or a person said that it won't be. */
  async #gone(missed: readonly Place[], disksAreRight: boolean): Promise<readonly string[]> {
    const all = [...environmentSources, ...databaseFolders];
    const mounted = mountPointsIn(await this.#sources.mountinfo(), labPaths(this.#home).environments).filter(
      (path) => this.#on(path, all).length > 0,
    );
    const gone = disksAreRight ? [] : this.#memory.mounts().filter((path) => !mounted.includes(path));
    this.#memory.noteMounts([...mounted, ...gone]);
    return gone.flatMap((path) => {
      const on = this.#on(path, missed);
      return on.length === 0 ? [] : [goneWords(on, path)];
    });
  }

  /** Those that a disk mounted there holds, all of them or something of them. */
  #on(mount: string, places: readonly Place[]): readonly Place[] {
    return places.filter(({ path }) => {
      const at = join(this.#home, path);
      return isWithin(mount, at) || isWithin(at, mount);
    });
  }

  /** Of what is the lab's own: in what is staged, and beside it. */
  async countOwn(signal: AbortSignal): Promise<Counted> {
    const own = { files: 0, bytes: 0 };
    for (const path of ownPaths) {
      const { files, bytes } = await this.#sources.measure(join(this.#home, path), signal);
      own.files += files;
      own.bytes += bytes;
    }
    return own;
  }

  async there(): Promise<readonly BackupSource[]> {
    return (await this.#look()).there;
  }

  /** `links`: where those lead that are one, which a snapshot would hold as a link alone, with nothing of what it leads to. */
  async #look(): Promise<{ there: readonly BackupSource[]; links: ReadonlyMap<BackupSource, string> }> {
    const at = ({ path }: BackupSource): string => join(this.#home, path);
    const { directories } = await this.#files.observe({
      directories: environmentSources.map(at),
      secrets: [],
    });
    const found = environmentSources.filter((source) => directories.some(({ path }) => path === at(source)));
    const links = new Map<BackupSource, string>();
    // Also where it leads nowhere that this process sees.
    for (const source of environmentSources) {
      const to = await this.#sources.linkAt(at(source));
      if (to !== undefined) links.set(source, resolve(dirname(at(source)), to));
    }
    return { there: found.filter((source) => !links.has(source)), links };
  }
}

const linkWords = (words: string, path: string, to: string): string =>
  `There is nothing of ${words}: ${path} is a symbolic link to ${to}, and what a link leads to is not taken. Put a folder in its place and mount the disk on it (mount --bind ${to} ${path}, and a line in /etc/fstab), then restart the lab manager.`;

const goneWords = (on: readonly Place[], path: string): string =>
  `Of ${on.map(({ words }) => words).join(', ')}, the disk that was mounted at ${path} is not mounted now. Mount it and restart the lab manager; if it is gone for good, say so: labctl backup now --disks-are-right.`;
