import { LabError } from '../core/model/lab-error.ts';
import type { DiskSpace } from '../core/health/check.ts';
import { diskRefusal } from '../core/health/disk-guard.ts';
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

/** Throws before anything is begun when what would be pulled does not fit. */
export function guardDisk(plan: Plan, disks: readonly DiskSpace[]): void {
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
  return { path, ...(await files.diskSpace(path)) };
}
