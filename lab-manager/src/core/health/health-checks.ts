import { authorityUsable } from './authority-usable.ts';
import { certificateEnding } from './certificate-ending.ts';
import { containerUnhealthy } from './container-unhealthy.ts';
import { crashLoop } from './crash-loop.ts';
import { diskLow } from './disk-low.ts';
import { edgeAnswers } from './edge-answers.ts';
import { edgeAttached } from './edge-attached.ts';
import { engineReachable } from './engine-reachable.ts';
import { heldBackServices } from './held-back-services.ts';
import { imageUnavailable } from './image-unavailable.ts';
import { labFileState } from './lab-file-state.ts';
import { nameTaken } from './name-taken.ts';
import { networkDiffers } from './network-differs.ts';
import { newerImage } from './newer-image.ts';
import { outOfMemory } from './out-of-memory.ts';
import type { HealthCheck, HealthInput } from './check.ts';
import type { Problem } from '../model/problem.ts';

/** Every check, in the order in which `labctl doctor` shows them. */
export const healthChecks: readonly HealthCheck[] = [
  engineReachable,
  diskLow,
  labFileState,
  nameTaken,
  imageUnavailable,
  heldBackServices,
  newerImage,
  containerUnhealthy,
  crashLoop,
  outOfMemory,
  networkDiffers,
  edgeAttached,
  edgeAnswers,
  certificateEnding,
  authorityUsable,
];

const severities: readonly Problem['severity'][] = ['critical', 'warning', 'info'];

/** What a person should know or do, the worst first. */
export function findProblems(input: HealthInput): readonly Problem[] {
  return healthChecks
    .flatMap((check) => check.find(input) ?? [])
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}
