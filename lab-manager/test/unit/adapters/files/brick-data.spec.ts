import { mkdir } from 'node:fs/promises';
import { expect } from 'chai';
import { asideName, movingName } from '../../../../src/core/desired/aside-names.ts';
import { useTempFiles } from '../../../support/temp-files.ts';

describe('adapters/files/bricks/brick-data', () => {
  const temp = useTempFiles();

  it('what a reset or a restore put aside is no data of a brick', async () => {
    const folder = (name: string) => temp.at('environments', 'prod', 'brick-db', name);
    const asides = (['reset', 'restore', 'before'] as const).map((kind) => asideName(kind, '01J'));
    for (const name of ['sample.notes', ...asides, movingName(asides[2] ?? '')])
      await mkdir(folder(name), { recursive: true });
    const { brickData } = await temp.files.observe({ directories: [], secrets: [] });
    expect(brickData.map(({ name }) => name)).to.deep.equal(['sample.notes']);
  });
});
