import { randomBytes } from 'node:crypto';
import { chown, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { createLabFiles } from '../src/adapters/files/lab-files.ts';
import { desiredState } from '../src/core/desired/desired-state.ts';
import { owners } from '../src/core/desired/owners.ts';
import { parseLabFile } from '../src/core/labfile/parse-lab-file.ts';
import type { DesiredState } from '../src/core/model/desired-state.ts';
import type { LabFile } from '../src/core/model/lab-file.ts';
import { wished } from '../test/support/builders/a-lab.ts';
import { labFolders, registerLab } from '../test/support/reaper.ts';
import { realClock } from '../test/support/real-clock.ts';
import { wholeLab } from './whole-lab.ts';

/** The whole lab's folders and secrets, and no container yet: what somebody else than the manager can bring up. */
export async function preparedLab(): Promise<{ home: string; labId: string; desired: DesiredState }> {
  const home = await mkdtemp(join(labFolders, 'labstead-prepared-'));
  await chown(home, 0, 0);
  const labId = `t${randomBytes(4).toString('hex')}`;
  registerLab(labId);
  const desired = desiredOf(home, labId);
  const files = createLabFiles({ home, edgeOwner: owners.edge, clock: realClock, shipped: home });
  for (const directory of desired.directories) await files.ensureDirectory(directory);
  for (const secret of desired.secrets) await files.createSecret(secret);
  return { home, labId, desired };
}

function desiredOf(home: string, labId: string): DesiredState {
  const facts = {
    home,
    labId,
    version: '0.1.0',
    httpPort: 80,
    httpsPort: 443,
    registry: undefined,
    mtu: undefined,
    now: Date.now(),
  };
  return desiredState(labFile(), facts, wished());
}

function labFile(): LabFile {
  const parsed = parseLabFile(wholeLab);
  if ('ok' in parsed) return parsed.ok;
  throw new Error(JSON.stringify(parsed.problems));
}
