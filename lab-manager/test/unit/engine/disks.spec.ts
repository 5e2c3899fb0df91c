import { expect } from 'chai';
import type { LabFiles } from '../../../src/core/ports.ts';
import { measureCodelab } from '../../../src/engine/disks.ts';

describe('engine/disks', () => {
  const measured = async (devices: Record<string, number>) => {
    const diskSpace = (path: string) => {
      // What is not there yet comes to lie in the data root.
      const device = devices[path.replace('/lab/environments/dev', 'dev')] ?? 1;
      return Promise.resolve({ usedBytes: 1, freeBytes: 1, totalBytes: 2, freeInodes: 3, device });
    };
    const files = { diskSpace } as Pick<LabFiles, 'diskSpace'> as LabFiles;
    return (await measureCodelab(files, '/lab')).map(({ path }) => path.replace('/lab/environments/', ''));
  };

  it('the codelab’s folders count by themselves where they lie on file systems of their own, each once', async () => {
    expect(await measured({ '/lab': 1, 'dev/workspace': 1, 'dev/codelab': 1 })).to.deep.equal([]);
    expect(await measured({ '/lab': 1, 'dev/workspace': 2, 'dev/codelab': 3 })).to.deep.equal([
      'dev/workspace',
      'dev/codelab',
    ]);
    expect(await measured({ '/lab': 1, 'dev/workspace': 2, 'dev/codelab': 2 })).to.deep.equal([
      'dev/workspace',
    ]);
  });

  it('a lab that has no dev yet has none', async () => {
    expect(await measured({ '/lab': 1 })).to.deep.equal([]);
  });
});
