import { assertShown, isShown } from '../../core/backup/backup-sources.ts';
import type { SnapshotEntry } from '../../core/ports.ts';
import type { Services } from '../services.ts';
import {
  backupsReply,
  drillReply,
  entryReply,
  restoreReply,
  snapshotDetailsReply,
  snapshotReply,
} from './backup-reply.ts';
import { backupsOf } from './backups-of.ts';
import type { Handlers } from './handler.ts';

type Names =
  | 'getBackups'
  | 'listSnapshots'
  | 'getSnapshot'
  | 'browseSnapshot'
  | 'downloadFromSnapshot'
  | 'listDrills'
  | 'listRestores'
  | 'getBefore';

/** What is kept, how it stands, and what is in it; what holds the lab’s secrets leaves by none of these, whatever is behind them. */
export function backupHandlers({ deps }: Services): Pick<Handlers, Names> {
  const { clock } = deps;
  return {
    getBackups: () => ({ body: backupsReply(backupsOf(deps).overview(), clock.now()) }),
    listSnapshots: async ({ params, query, signal }) => {
      const backups = backupsOf(deps);
      const name = backups.meant(params.repository);
      const found = await backups.snapshots(name, query.anew, signal);
      return { body: { items: found.map(snapshotReply) } };
    },
    getSnapshot: async ({ params, signal }) => {
      const backups = backupsOf(deps);
      const name = backups.meant(params.repository);
      const details = await backups.snapshot(name, params.snapshot, signal);
      return { body: snapshotDetailsReply(details, clock.now()) };
    },
    browseSnapshot: async ({ params, query, signal }) => {
      const backups = backupsOf(deps);
      const name = backups.meant(params.repository);
      assertShown(query.path);
      const { entries, beyond } = await backups.browse(name, params.snapshot, query.path, signal);
      const shown = entries.filter(({ path }) => isShown(path)).toSorted(foldersFirst);
      const items = shown.slice(0, query.limit).map(entryReply);
      const left = shown.length + beyond - items.length;
      return { body: { folder: query.path, items, left, more: beyond > 0 } };
    },
    downloadFromSnapshot: async ({ params, query, signal }) => {
      const backups = backupsOf(deps);
      const name = backups.meant(params.repository);
      assertShown(query.path);
      const { entry, bytes } = await backups.read(name, params.snapshot, query.path, signal);
      return {
        file: { name: entry.name, size: entry.size, bytes },
        target: `${name}/${params.snapshot.slice(0, 8)}:${query.path}`,
      };
    },
    listDrills: () => ({
      body: {
        items: backupsOf(deps)
          .drills()
          .map((drill) => drillReply(drill, clock.now())),
      },
    }),
    listRestores: () => ({ body: { items: backupsOf(deps).restores().map(restoreReply) } }),
    getBefore: async ({ params, signal }) => ({
      body: { bytes: await backupsOf(deps).sizeOfBefore(params.restore, signal) },
    }),
  };
}

function foldersFirst(one: SnapshotEntry, other: SnapshotEntry): number {
  const isFolder = ({ type }: SnapshotEntry): number => (type === 'dir' ? 0 : 1);
  return isFolder(one) - isFolder(other) || one.name.localeCompare(other.name, 'en');
}
