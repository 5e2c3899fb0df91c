import type { BrickFolder } from '../model/brick.ts';
import type { ReferenceNeed } from '../model/reference.ts';
import { needsReference } from './needs-reference.ts';

/** Which of these bricks need the reference database; what can't be read asks for nothing, and glab says what is wrong with it. */
export function referenceNeeds(bricks: readonly BrickFolder[]): readonly ReferenceNeed[] {
  return bricks
    .filter(({ settings }) => settings !== undefined && needsReference(settings))
    .map(({ environment, name }) => ({ environment, brick: name }));
}
