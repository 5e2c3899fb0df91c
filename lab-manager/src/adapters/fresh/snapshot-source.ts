import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { snapshotFor } from '../../core/backup/fresh-machine.ts';
import { resolveLocation } from '../../core/backup/repository-place.ts';
import { printLocation } from '../../core/backup/location.ts';
import { parseManifest } from '../../core/backup/manifest.ts';
import { parseLabFile } from '../../core/labfile/parse-lab-file.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { RepositoryLocation, Snapshot } from '../../core/model/backup.ts';
import type { BackupRepository } from '../../core/ports.ts';
import type { LabSource } from './lay-down.ts';

export interface SnapshotSourceOptions {
  /** The data root, by which the lab file's own folders are meant. */
  home: string;
  /** Where `repository` is. */
  location: RepositoryLocation;
  /** First digits of a snapshot; undefined: the newest that is whole. */
  wanted: string | undefined;
  /** Undefined: the only one that writes there. */
  lab: string | undefined;
}

export interface ChosenSnapshot {
  snapshot: Snapshot;
  source: LabSource;
}

/** Throws what the repository throws, `backup.unknown_snapshot`, `backup.none_good`, `backup.newer`, `backup.unknown_repository`. */
export async function snapshotSource(
  repository: BackupRepository,
  { home, location, wanted, lab }: SnapshotSourceOptions,
  signal: AbortSignal,
): Promise<ChosenSnapshot> {
  const snapshot = snapshotFor((await repository.snapshots(signal)).snapshots, { wanted, lab });
  const read = (path: string) => Readable.from(repository.read(snapshot.id, path, signal));
  const manifest = parseManifest(await text(read('/backups/staging/manifest.json')));
  const labFile = await text(read('/lab.yaml'));
  const name = repositoryAt(labFile, location, home);
  const put = async (folder: string): Promise<string> => {
    const write = (from: string, to: string) =>
      pipeline(read(from), createWriteStream(join(folder, to), { flags: 'wx', mode: 0o600, flush: true }));
    await write('/lab.yaml', 'lab.yaml');
    await write('/backups/staging/lab.db', 'state/lab.db');
    for (const part of ['secrets', 'ca']) {
      const target = join(folder, 'state', part);
      await mkdir(target, { mode: 0o700 });
      await repository.restore(
        { snapshot: snapshot.id, folder: `/state/${part}`, target },
        () => undefined,
        signal,
      );
    }
    return readFile(join(folder, 'lab.yaml'), 'utf8');
  };
  return { snapshot, source: { manifest, put, ask: { repository: name, snapshot: snapshot.id } } };
}

/** What the restored lab will call the repository: it has to find it itself, to restore from it. */
function repositoryAt(labFile: string, location: RepositoryLocation, home: string): string {
  const parsed = parseLabFile(labFile);
  const known = 'ok' in parsed ? parsed.ok.backup.repositories : [];
  const place = printLocation(location);
  const found = known.find((it) => printLocation(resolveLocation(it.location, home)) === place);
  if (found !== undefined) return found.name;
  const places = known.map((it) => `${it.name} at ${printLocation(it.location)}`).join(', ');
  throw new LabError(
    'backup.unknown_repository',
    `The lab in this snapshot names no repository at ${place}.`,
    {
      hint: `It names ${places || 'none'}: bring the repository to that place (mount the disk there), then give that one.`,
    },
  );
}
