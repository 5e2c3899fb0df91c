import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { composeFile } from './compose-file.ts';
import { preparedLab } from './prepared-lab.ts';

const run = promisify(execFile);

/** The same services as the whole lab's, kept by docker compose: its folders and secrets are made beforehand. */
export class ComposeLab {
  readonly #home: string;
  readonly #file: string;

  private constructor(home: string) {
    this.#home = home;
    this.#file = join(home, 'compose.json');
  }

  static async create(): Promise<ComposeLab> {
    const { home, labId, desired } = await preparedLab();
    const lab = new ComposeLab(home);
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
