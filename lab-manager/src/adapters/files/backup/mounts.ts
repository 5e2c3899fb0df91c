import { readFile } from 'node:fs/promises';
import { mountPointsIn } from '../../../core/mountinfo.ts';

/** The text of `mountinfo`, of this process. */
export const ownMountinfo = (): Promise<string> => readFile('/proc/self/mountinfo', 'utf8');

/** File systems of their own below a folder, the folder itself included, as this process sees them. */
export const mountsIn = async (folder: string): Promise<readonly string[]> =>
  mountPointsIn(await ownMountinfo(), folder);
