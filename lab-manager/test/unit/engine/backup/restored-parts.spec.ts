import { expect } from 'chai';
import type { Job } from '../../../../src/core/model/job.ts';
import { RestoredParts, type RestoredPartsOptions } from '../../../../src/engine/backup/restored-parts.ts';
import { aManifest } from '../../../support/fake-backups.ts';
import { refused } from '../../../support/refused.ts';

describe('engine/backup/restored-parts', () => {
  const parts = new RestoredParts({
    source: { manifest: () => Promise.resolve(aManifest) },
  } as unknown as RestoredPartsOptions);

  for (const [kind, source] of [
    ['restore', 'snapshot'],
    ['import', 'export'],
  ] as const)
    it(`a database that the ${source} does not hold is told as such, with what else to restore from`, async () => {
      const error = await refused('backup.not_in_snapshot', () => parts.dumped({ kind } as Job, 'dev-db'));
      expect(error.message).to.equal(`There is no database dev-db in the ${source}.`);
      expect(error.hint).to.contain('labctl backup list').and.to.contain('another export');
    });
});
