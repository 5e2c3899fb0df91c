import { awaitedRestore } from '../backup/fresh-machine.ts';
import type { HealthCheck } from './check.ts';

const id = 'restore-awaited';

/** A warning, not more: the installer asks for the restore once the lab is well. */
export const restoreAwaited: HealthCheck = {
  id,
  fine: 'What the lab was laid down from was restored.',
  find: ({ backup }) =>
    backup && (backup.awaitsRestore ? [{ id, severity: 'warning', subject: 'lab', ...awaitedRestore }] : []),
};
