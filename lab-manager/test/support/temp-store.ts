import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type StoreOptions } from '../../src/adapters/store/open-store.ts';
import type { Store } from '../../src/core/ports.ts';

export interface TempStore {
  directory: string;
  /** Opens it anew, closing what was open. */
  open(options?: Partial<StoreOptions>): Store;
  close(): void;
}

/** A real store on a directory of its own for each test of the surrounding `describe`. */
export function useTempStore(): TempStore {
  let store: Store | undefined;
  const temp: TempStore = {
    directory: '',
    open: (options = {}) => {
      temp.close();
      store = openStore({ directory: temp.directory, ballastBytes: 4096, lockWaitMs: 100, ...options });
      return store;
    },
    close: () => {
      store?.close();
      store = undefined;
    },
  };
  beforeEach(() => {
    temp.directory = mkdtempSync(join(tmpdir(), 'labstead-store-'));
  });
  afterEach(() => {
    temp.close();
    rmSync(temp.directory, { recursive: true, force: true });
  });
  return temp;
}
