import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLabFiles } from '../src/adapters/files/lab-files.ts';
import { realClock } from '../test/support/real-clock.ts';
import { desiredState } from '../src/core/desired/desired-state.ts';
import { owners } from '../src/core/desired/owners.ts';
import { parseLabFile } from '../src/core/labfile/parse-lab-file.ts';
import type { DesiredState } from '../src/core/model/desired-state.ts';
import type { LabFile } from '../src/core/model/lab-file.ts';
import { registerLab } from '../test/support/reaper.ts';
import { composeFile } from './compose-file.ts';

const run = promisify(execFile);

/** The same services as a lab's, kept by docker compose: its folders and secrets are made beforehand. */
export class ComposeLab {
  readonly #home: string;
  readonly #file: string;

  private constructor(home: string) {
    this.#home = home;
    this.#file = join(home, 'compose.json');
  }

  static async create(): Promise<ComposeLab> {
    const home = await mkdtemp(join(tmpdir(), 'labstead-compose-'));
    await chown(home, 0, 0);
    const labId = `t${randomBytes(4).toString('hex')}`;
    registerLab(labId);
    const lab = new ComposeLab(home);
    const desired = desiredOf(home, labId);
    const files = createLabFiles({ home, edgeOwner: owners.edge, clock: realClock });
    for (const directory of desired.directories) await files.ensureDirectory(directory);
    for (const secret of desired.secrets) await files.createSecret(secret);
    await writeFile(lab.#file, JSON.stringify(composeFile(labId, desired)));
    return lab;
  }

  up = (...options: readonly string[]): Promise<unknown> => this.#compose('up', '--detach', ...options);

  async remove(): Promise<void> {
    await this.#compose('down', '--volumes', '--timeout', '10');
    await rm(this.#home, { recursive: true, force: true });
  }

  #compose(...argv: readonly string[]): Promise<unknown> {
    return run('docker', ['compose', '--file', this.#file, ...argv]);
  }
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
  return desiredState(labFile(), facts, new Set());
}

function labFile(): LabFile {
  const parsed = parseLabFile('name: Test lab\ndomain: lab.localhost\n');
  if ('ok' in parsed) return parsed.ok;
  throw new Error(JSON.stringify(parsed.problems));
}
