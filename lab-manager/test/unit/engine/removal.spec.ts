import { expect } from 'chai';
import { removal } from '../../../src/engine/removal.ts';
import type { LabFiles } from '../../../src/core/ports.ts';
import type { Look } from '../../../src/engine/look.ts';

describe('engine/removal', () => {
  it('data of a brick that a person deleted is missed by no backup', async () => {
    const done: string[] = [];
    const data = { environment: 'prod', name: 'sample_notes.notes', bytes: 1 };
    const look = {
      desired: { claimedData: [] },
      observed: { containers: [], files: { brickData: [data] } },
    } as unknown as Look;
    const { removeDataStep } = removal({
      files: {
        removeBrickData: async (...of: string[]) => void done.push(`deleted ${of.join('/')}`),
      } as unknown as LabFiles,
      memory: { forgetDatabase: (service) => void done.push(`forgot ${service}`) },
      newest: () => look,
      lookAnew: async () => look,
    });
    const step = await removeDataStep('prod/sample_notes.notes');
    await step?.do({ progress: () => undefined, log: () => undefined }, new AbortController().signal);
    expect(done).to.deep.equal(['deleted prod/sample_notes.notes', 'forgot prod-db-sample-notes-notes']);
  });
});
