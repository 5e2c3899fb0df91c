import type { AcceptedLabFile } from './accepted-lab-file.ts';
import { IdleApps } from './idle-apps.ts';
import type { LabOptions } from './lab-options.ts';
import { OnDemand, type OnDemandOptions } from './on-demand.ts';
import type { Sight } from './sight.ts';

type Parts = Pick<OnDemandOptions, 'runner' | 'inside' | 'activity'>;

/** What starts and stops by itself: environments by the schedule and idleness, apps of bricks by idleness. */
export function wireOnDemand(
  options: LabOptions,
  labFiles: AcceptedLabFile,
  sight: Sight,
  parts: Parts,
): { onDemand: OnDemand; idleApps: IdleApps } {
  const { engine, clock, store, installation, failPoints, onEvent, onDemandEveryMs: everyMs } = options;
  const onUnexpected = (error: unknown): void => onEvent({ type: 'unexpected', error });
  return {
    onDemand: new OnDemand({
      ...parts,
      clock,
      store,
      failPoints,
      labFile: () => labFiles.known()?.parsed,
      status: () => sight.view.status,
      onUnexpected,
      waiting: sight.waiting,
      changed: () => sight.view.again(),
      everyMs,
    }),
    idleApps: new IdleApps({
      engine,
      activity: parts.activity,
      clock,
      runner: parts.runner,
      look: () => sight.view.view?.look,
      labId: () => installation.labId,
      onUnexpected,
      failPoints,
      everyMs,
    }),
  };
}
