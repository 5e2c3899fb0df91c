import type { HealthInput } from '../core/health/check.ts';
import type { Clock, Store } from '../core/ports.ts';
import type { AcceptedLabFile } from './accepted-lab-file.ts';
import type { View } from './lab-view.ts';

/** All that the checks of room core look at, gathered from what this room knows. */
export function healthInput(
  view: View | undefined,
  labFiles: AcceptedLabFile,
  store: Store,
  clock: Clock,
): HealthInput {
  return {
    look: view?.look,
    blind: view?.blind,
    disks: view?.look?.disks ?? [],
    heldBack: store.wishes.heldBack(),
    labFile: { broken: labFiles.broken, notYetApplied: labFiles.notYetApplied() },
    now: clock.now(),
  };
}
