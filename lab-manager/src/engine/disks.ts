import type { DiskSpace } from '../core/health/check.ts';
import { referenceRefusal } from '../core/health/reference-room.ts';
import type { ObservedState } from '../core/model/observed-state.ts';
import { diskRefusal } from '../core/health/disk-guard.ts';
import { labPaths } from '../core/desired/paths.ts';
import type { Plan } from '../core/model/operation.ts';
import type { EngineFacts, LabFiles } from '../core/ports.ts';

/** The file systems that matter: the data root's, and the one where the engine keeps images. */
export async function measureDisks(
  files: LabFiles,
  home: string,
  engine: EngineFacts | undefined,
): Promise<readonly DiskSpace[]> {
  const [data, images] = await Promise.all([measure(files, home), measureImages(files, engine)]);
  return images === undefined ? [data] : [data, images];
}

/** Of the codelab's folders, those on file systems of their own, once each: there its files fill nobody else's. */
export async function measureCodelab(files: LabFiles, home: string): Promise<readonly DiskSpace[]> {
  const { workspace, home: own } = labPaths(home).codelab;
  const seen = new Set([(await files.diskSpace(home)).device]);
  const disks: DiskSpace[] = [];
  for (const path of [workspace, own]) {
    const { device, ...space } = await files.diskSpace(path);
    if (seen.has(device)) continue;
    seen.add(device);
    disks.push({ path, ...space });
  }
  return disks;
}

/** Throws before anything is begun when what would be pulled does not fit. */
export function guardDisk(
  plan: Plan,
  disks: readonly DiskSpace[],
  { files }: Pick<ObservedState, 'files'>,
): void {
  const [data] = disks;
  const noRoom = data && referenceRefusal(plan, files, data);
  if (noRoom) throw noRoom;
  const images = disks.at(-1);
  const refusal = images && diskRefusal(plan, images);
  if (refusal) throw refusal;
}

/**
 * A manager in a container does not see the engine's folder, but what is there of its path lies on the same file system: the
 * engine keeps the container's own root beside the images.
 */
const measureImages = async (files: LabFiles, engine: EngineFacts | undefined) =>
  engine === undefined ? undefined : measure(files, engine.rootDirectory);

async function measure(files: LabFiles, path: string): Promise<DiskSpace> {
  const { device: _device, ...space } = await files.diskSpace(path);
  return { path, ...space };
}
