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

/** Takes what a person writes into lab.yaml by hand. What could not be taken now is told, and taken at the next change. */
export async function followLabFile(
  files: LabFiles,
  labFiles: AcceptedLabFile,
  heard: { taken(): void; failed(error: unknown): void },
  signal: AbortSignal,
): Promise<void> {
  for await (const _change of files.watchLabFile(signal)) {
    await labFiles.takeFromDisk().then(heard.taken, heard.failed);
  }
}
