import { posix } from 'node:path';
import { labPaths } from '../desired/paths.ts';

/** What a snapshot says of itself. */
export const stagedManifest = 'manifest.json';

/** The manager's own state, written out. */
export const stagedState = 'lab.db';

/** As snapshots have what was staged under this name: absolute within one. */
export const stagedInSnapshot = (name: string): string => posix.join(labPaths('/').backupStaging, name);
