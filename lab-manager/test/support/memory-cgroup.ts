import { existsSync } from 'node:fs';
import { mkdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineApi } from './test-engine-api.ts';
import { until } from './host-lab.ts';

const root = '/sys/fs/cgroup';

/** A group with a memory limit that containers are put into: what runs out is its memory, never the machine's. */
export class MemoryCgroup {
  /** As the engine takes it for `CgroupParent`. */
  readonly parent: string;
  readonly #folder: string;

  private constructor(parent: string, folder: string) {
    this.parent = parent;
    this.#folder = folder;
  }

  static async make(engine: EngineApi, name: string, bytes: number): Promise<MemoryCgroup> {
    const { CgroupDriver } = await engine.get<{ CgroupDriver: string }>('/info');
    // Slices are systemd's way to name groups.
    const parent = CgroupDriver === 'systemd' ? `${name}.slice` : `/${name}`;
    const first = existsSync(join(root, 'cgroup.controllers'));
    const folder = join(root, first ? '' : 'memory', parent);
    await mkdir(folder, { recursive: true });
    if (first) {
      await writeFile(join(root, 'cgroup.subtree_control'), '+memory');
      await writeFile(join(folder, 'memory.max'), String(bytes));
      await writeFile(join(folder, 'memory.swap.max'), '0').catch(() => undefined);
    } else {
      await writeFile(join(folder, 'memory.limit_in_bytes'), String(bytes));
      await writeFile(join(folder, 'memory.swappiness'), '0').catch(() => undefined);
    }
    return new MemoryCgroup(parent, folder);
  }

  /** The engine removes its containers' groups a moment after the containers. */
  async remove(): Promise<void> {
    const gone = () =>
      rmdir(this.#folder).then(
        () => true,
        () => !existsSync(this.#folder),
      );
    await until(`the group ${this.parent} is gone`, gone);
  }
}
