import { expect } from 'chai';
import { Manifests } from '../../../../src/engine/backup/manifests.ts';
import type { Repositories } from '../../../../src/engine/backup/repository-access.ts';
import { refused } from '../../../support/refused.ts';

describe('engine/backup/manifests', () => {
  it('one that is too large is not read on, and another snapshot is advised', async () => {
    let read = 0;
    const chunk = new Uint8Array(1024 ** 2);
    async function* endless() {
      for (;;) {
        await Promise.resolve();
        read += 1;
        yield chunk;
      }
    }
    const repositories = {
      with: (_name: string, use: (it: object) => unknown) => use({ read: endless }),
    };
    const manifests = new Manifests(repositories as unknown as Repositories);
    const error = await refused('backup.invalid_manifest', () =>
      manifests.of('local', 'a'.repeat(64), new AbortController().signal),
    );
    expect(error.hint).to.contain('labctl backup list');
    expect(read).to.equal(65);
  });
});
