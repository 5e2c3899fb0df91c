import { authorityUsable } from './authority-usable.ts';
import { backupChecks } from './backup-checks.ts';
import { brickDataUnused } from './brick-data-unused.ts';
import { brickServices } from './brick-services.ts';
import { bricksUnread } from './bricks-unread.ts';
import { certificateEnding } from './certificate-ending.ts';
import { codelabDiskFull } from './codelab-disk-full.ts';
import { containerUnhealthy } from './container-unhealthy.ts';
import { crashLoop } from './crash-loop.ts';
import { diskLow } from './disk-low.ts';
import { edgeAnswers } from './edge-answers.ts';
import { edgeAttached } from './edge-attached.ts';
import { engineReachable } from './engine-reachable.ts';
import { gpuMissing } from './gpu-missing.ts';
import { heldBackServices } from './held-back-services.ts';
import { imageUnavailable } from './image-unavailable.ts';
import { labFileState } from './lab-file-state.ts';
import { limitsBeyondMachine } from './limits-beyond-machine.ts';
import { memoryNearLimit } from './memory-near-limit.ts';
import { nameTaken } from './name-taken.ts';
import { networkDiffers } from './network-differs.ts';
import { newerImage } from './newer-image.ts';
import { outOfMemory } from './out-of-memory.ts';
import { referenceMissing } from './reference-missing.ts';
import { referenceUnused } from './reference-unused.ts';
import type { HealthCheck, HealthInput } from './check.ts';
import type { Problem } from '../model/problem.ts';

/** Every check, in the order in which `labctl doctor` shows them. */
export const healthChecks: readonly HealthCheck[] = [
  engineReachable,
  diskLow,
  codelabDiskFull,
  ...backupChecks,
  labFileState,
  nameTaken,
  imageUnavailable,
  referenceMissing,
  heldBackServices,
  brickServices,
  bricksUnread,
  brickDataUnused,
  newerImage,
  containerUnhealthy,
  crashLoop,
  outOfMemory,
  gpuMissing,
  memoryNearLimit,
  limitsBeyondMachine,
  networkDiffers,
  edgeAttached,
  edgeAnswers,
  certificateEnding,
  authorityUsable,
  referenceUnused,
];

const severities: readonly Problem['severity'][] = ['critical', 'warning', 'info'];

/** What a person should know or do, the worst first. */
export function findProblems(input: HealthInput): readonly Problem[] {
  return healthChecks
    .flatMap((check) => check.find(input) ?? [])
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}
