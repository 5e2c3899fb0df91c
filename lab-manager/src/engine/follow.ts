import type { ContainerEngine, LabFiles } from '../core/ports.ts';
import type { AcceptedLabFile } from './accepted-lab-file.ts';

/** Events are hints: whatever happened, the answer is to look. */
export async function followEngine(
  engine: ContainerEngine,
  labId: string,
  happened: () => void,
  signal: AbortSignal,
): Promise<void> {
  for await (const _event of engine.events(labId, signal)) happened();
}

/** Takes what a person writes into lab.yaml by hand. */
export async function followLabFile(
  files: LabFiles,
  labFiles: AcceptedLabFile,
  taken: () => void,
  signal: AbortSignal,
): Promise<void> {
  for await (const _change of files.watchLabFile(signal)) {
    await labFiles.takeFromDisk();
    taken();
  }
}
