import { readdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isAsideName } from '../../../core/desired/aside-names.ts';
import type { BrickData } from '../../../core/model/brick.ts';
import type { EnvironmentName } from '../../../core/model/lab-file.ts';
import { syncDirectory } from '../atomic-write.ts';
import { filesError, systemCode } from '../files-error.ts';
import type { FolderSizes } from '../folder-sizes.ts';
import { removeTree } from '../remove-tree.ts';

type Place = { environment: EnvironmentName; folder: string };
type Found = Pick<BrickData, 'environment' | 'name'> & { path: string };

/** What is being deleted bears this until nothing of it is left, so that half of it is never taken for a database. */
const going = '.removing-';

/** The data of the bricks' databases. */
export class BrickDataFolders {
  readonly #places: readonly Place[];
  readonly #sizes: FolderSizes;

  constructor(places: readonly Place[], sizes: FolderSizes) {
    this.#places = places;
    this.#sizes = sizes;
  }

  /** Sizes are known at a later look: counting takes as long as it takes. */
  async observe(): Promise<BrickData[]> {
    const found = (await Promise.all(this.#places.map((place) => this.#in(place)))).flat();
    const bytes = this.#sizes.of(found.map(({ path }) => path));
    return found.map(({ environment, name }, index) => ({ environment, name, bytes: bytes[index] }));
  }

  async remove(environment: EnvironmentName, name: string): Promise<void> {
    const folder = this.#places.find((place) => place.environment === environment)?.folder ?? '';
    const [path, aside] = [join(folder, basename(name)), join(folder, going + basename(name))];
    try {
      await rename(path, aside).catch((error: unknown) => {
        if (systemCode(error) !== 'ENOENT') throw error;
      });
      await syncDirectory(folder);
      await removeTree(aside);
      this.#sizes.forget(path);
    } catch (error) {
      throw filesError('remove', path, error);
    }
  }

  async #in({ environment, folder }: Place): Promise<Found[]> {
    const names = await readdir(folder).catch(() => []);
    const own = names.filter((name) => !isAsideName(name));
    const whole = [...new Set(own.map((name) => name.replace(going, '')))].sort();
    return whole.map((name) => ({ environment, name, path: join(folder, name) }));
  }
}
