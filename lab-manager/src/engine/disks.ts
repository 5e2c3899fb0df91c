import { LabError } from '../core/model/lab-error.ts';
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
    // Not there before dev is first applied.
    const found = await files.diskSpace(path).catch(() => undefined);
    if (found === undefined || seen.has(found.device)) continue;
    seen.add(found.device);
    const { device: _device, ...space } = found;
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
 * A manager in a container does not see the engine's folder, but its own root lies on the same file system: the engine
 * keeps that beside the images.
 */
async function measureImages(
  files: LabFiles,
  engine: EngineFacts | undefined,
): Promise<DiskSpace | undefined> {
  if (engine === undefined) return undefined;
  try {
    return await measure(files, engine.rootDirectory);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { ...(await measure(files, '/')), path: engine.rootDirectory };
  }
}

async function measure(files: LabFiles, path: string): Promise<DiskSpace> {
  const { device: _device, ...space } = await files.diskSpace(path);
  return { path, ...space };
}
