import { join, relative } from 'node:path';
import { labPaths } from '../../core/desired/paths.ts';
import type { SnapshotFolder, SnapshotManifest } from '../../core/model/backup.ts';
import { environmentNames, type EnvironmentName } from '../../core/model/lab-file.ts';
import type { BackupSources, LabFiles } from '../../core/ports.ts';
import { roundBytes } from '../../core/units.ts';
import type { StepReport } from '../../jobs/job-definition.ts';

interface Folder {
  environment: EnvironmentName;
  words: string;
  /** Absolute. */
  path: string;
}

export interface Measured {
  taken: readonly SnapshotFolder[];
  missing: readonly string[];
  leftOut: readonly string[];
}

/** The folders of the lab that a snapshot takes where they lie. */
export class LabFolders {
  readonly #files: Pick<LabFiles, 'observe'>;
  readonly #sources: BackupSources;
  readonly #home: string;

  constructor(files: Pick<LabFiles, 'observe'>, sources: BackupSources, home: string) {
    this.#files = files;
    this.#sources = sources;
    this.#home = home;
  }

  /** Below the data root, those that are there: what was staged, what the lab is made of, and its data. */
  async paths(): Promise<readonly string[]> {
    const { backupStaging, labFile, secrets, authority } = labPaths(this.#home);
    const data = (await this.#there()).map(({ path }) => path);
    return [backupStaging, labFile, secrets, authority, ...data].map((path) => relative(this.#home, path));
  }

  /** Absolute: where what a person leaves out is left out. */
  ofData({ folders }: Pick<SnapshotManifest, 'folders'>): readonly string[] {
    return folders.map(({ path }) => join(this.#home, path));
  }

  /** What an enabled environment lacks is missing; what one that is switched off left behind is taken as well. */
  async measure(enabled: readonly EnvironmentName[], report: StepReport, signal: AbortSignal): Promise<Measured> {
    const there = await this.#there();
    const taken: SnapshotFolder[] = [];
    const missing = this.#all()
      .filter(({ environment, path }) => enabled.includes(environment) && path === labPaths(this.#home).environment(environment).data)
      .filter(({ path }) => !there.some((one) => one.path === path))
      .map(({ words }) => `There is no folder for ${words}.`);
    for (const { environment, words, path } of there) {
      const { files, bytes, mounts, unread } = await this.#sources.measure(path, signal);
      taken.push({ environment, words, path: relative(this.#home, path), files, bytes });
      missing.push(...unread.map((why) => `Not all of ${words} can be read: ${why}`));
      for (const mount of mounts) report.log(`${words}: ${mount} is a file system of its own; it is taken, too.`);
      report.log(`${words}: ${files} files, ${roundBytes(bytes)}.`);
    }
    const off = environmentNames.filter((name) => !enabled.includes(name) && there.some((one) => one.environment === name));
    const leftOut = off.map((name) => `The databases of ${name}, which is not enabled, were not written out.`);
    return { taken, missing, leftOut };
  }

  async #there(): Promise<readonly Folder[]> {
    const all = this.#all();
    const { directories } = await this.#files.observe({ directories: all.map(({ path }) => path), secrets: [] });
    return all.filter(({ path }) => directories.some((one) => one.path === path));
  }

  #all(): readonly Folder[] {
    const { environment, codelab } = labPaths(this.#home);
    return [
      ...environmentNames.flatMap((name): Folder[] => [
        { environment: name, words: `${name}'s data`, path: environment(name).data },
        { environment: name, words: `${name}'s bricks`, path: environment(name).bricks },
      ]),
      { environment: 'dev', words: 'the workspace', path: codelab.workspace },
      { environment: 'dev', words: 'the codelab’s files', path: codelab.home },
    ];
  }
}
