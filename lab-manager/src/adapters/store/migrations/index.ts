import { journal } from './0001-journal.ts';
import { labFilesAndWishes } from './0002-lab-files-and-wishes.ts';
import { access } from './0003-access.ts';
import { audit } from './0004-audit.ts';
import { replies } from './0005-replies.ts';
import { heartbeat } from './0006-heartbeat.ts';
import { reasons } from './0007-reasons.ts';
import { environments } from './0008-environments.ts';
import { figures } from './0009-figures.ts';
import { figureOrder } from './0010-figure-order.ts';
import { waitingJobs } from './0011-waiting-jobs.ts';
import { formerWishes } from './0012-former-wishes.ts';
import { backups } from './0013-backups.ts';
import { lastGood } from './0014-last-good.ts';
import { backupMounts } from './0015-backup-mounts.ts';
import { backupDatabases } from './0016-backup-databases.ts';
import { backupTables } from './0017-backup-tables.ts';
import { backupTimes } from './0018-backup-times.ts';
import { backupHeld } from './0019-backup-held.ts';
import { backupInstallation } from './0020-backup-installation.ts';

export interface Migration {
  sql: string;
}

/** In order; the position is the version. Never change one that was released: append. */
export const migrations: readonly Migration[] = [
  journal,
  labFilesAndWishes,
  access,
  audit,
  replies,
  heartbeat,
  reasons,
  environments,
  figures,
  figureOrder,
  waitingJobs,
  formerWishes,
  backups,
  lastGood,
  backupMounts,
  backupDatabases,
  backupTables,
  backupTimes,
  backupHeld,
  backupInstallation,
];
