import type { Problem } from '../model/problem.ts';
import { backupDamage } from './backup-damage.ts';
import { backupLate } from './backup-late.ts';
import { backupOff } from './backup-off.ts';
import type { HealthCheck } from './check.ts';
import { copyBehind } from './copy-behind.ts';
import { drillOverdue } from './drill-overdue.ts';
import { leftKeys } from './left-keys.ts';
import { otherMachine } from './other-machine.ts';
import { recoveryCode } from './recovery-code.ts';
import { repositoryDisk } from './repository-disk.ts';
import { restoreAwaited } from './restore-awaited.ts';

/** Those of backups, in the order in which `labctl doctor` shows them. */
export const backupChecks: readonly HealthCheck[] = [
  restoreAwaited,
  backupDamage,
  backupLate,
  backupOff,
  otherMachine,
  recoveryCode,
  leftKeys,
  repositoryDisk,
  copyBehind,
  drillOverdue,
];

/** Whether the page of backups tells it, too. */
export const isOfBackups = ({ id }: Pick<Problem, 'id'>): boolean =>
  backupChecks.some((check) => check.id === id);
