import type { AddCommand } from '../../command.ts';
import { addBrowse } from './browse.ts';
import { addConfirm } from './confirm.ts';
import { addDownload } from './download.ts';
import { addDrill } from './drill.ts';
import { addExport } from './export.ts';
import { addImport } from './import.ts';
import { addList } from './list.ts';
import { addNow } from './now.ts';
import { addRepair } from './repair.ts';
import { addRepo } from './repo.ts';
import { addRestore } from './restore.ts';
import { addShow } from './show.ts';
import { addStatus } from './status.ts';
import { addUndo } from './undo.ts';
import { addVerify } from './verify.ts';

/** `labctl backup …`: snapshots of the lab, where they are kept, and how they come back. */
export const backup: AddCommand = (parent, run) => {
  const group = parent
    .command('backup')
    .description('snapshots of the lab: make, list, look into, restore, try out; where they are kept');
  for (const add of commands) add(group, run);
};

const commands: readonly AddCommand[] = [
  addStatus,
  addNow,
  addList,
  addShow,
  addBrowse,
  addDownload,
  addRestore,
  addConfirm,
  addUndo,
  addVerify,
  addRepair,
  addDrill,
  addExport,
  addImport,
  addRepo,
];
