import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A file that only takes up room. When the disk is full it is removed, so that the lab can still write down what
 * happens to it; it comes back once there is room again.
 */
export class Ballast {
  readonly #path: string;
  readonly #bytes: number;

  constructor(path: string, bytes: number) {
    this.#path = path;
    this.#bytes = bytes;
  }

  /** Answers whether there was something to free. */
  free(): boolean {
    const there = existsSync(this.#path);
    rmSync(this.#path, { force: true });
    return there;
  }

  /** Takes the room back, unless that would fill the disk again. */
  restore(): void {
    if (existsSync(this.#path)) return;
    const draft = `${this.#path}.new`;
    try {
      const disk = statfsSync(dirname(this.#path));
      if (disk.bavail * disk.bsize < 4 * this.#bytes) return;
      // Random: on a file system that compresses, zeros would take no room.
      writeFileSync(draft, randomBytes(this.#bytes), { mode: 0o600 });
      renameSync(draft, this.#path);
    } catch {
      // Without ballast the store works as well; the next try comes with the next heartbeat.
      rmSync(draft, { force: true });
    }
  }
}
