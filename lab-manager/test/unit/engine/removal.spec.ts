import { expect } from 'chai';
import { removal } from '../../../src/engine/removal.ts';
import type { LabFiles, WaitingRestore } from '../../../src/core/ports.ts';
import type { Look } from '../../../src/engine/look.ts';
import { refused } from '../../support/refused.ts';

const id = 'prod/sample_notes.notes';

describe('engine/removal', () => {
  let done: string[];
  let restored: readonly WaitingRestore[];
  const data = { environment: 'prod', name: 'sample_notes.notes', bytes: 1 };
  const look = {
    desired: { claimedData: [] },
    observed: { containers: [], files: { brickData: [data] } },
  } as unknown as Look;
  const { removeDataStep } = removal({
    files: {
      removeBrickData: async (...of: string[]) => void done.push(`deleted ${of.join('/')}`),
    } as unknown as LabFiles,
    memory: {
      forgetDatabase: (service) => void done.push(`forgot ${service}`),
      restores: () => restored,
    },
    home: () => '/lab',
    newest: () => look,
    lookAnew: async () => look,
  });

  beforeEach(() => {
    [done, restored] = [[], []];
  });

  it('data of a brick that a person deleted is missed by no backup', async () => {
    const step = await removeDataStep(id);
    await step?.do({ progress: () => undefined, log: () => undefined }, new AbortController().signal);
    expect(done).to.deep.equal(['deleted prod/sample_notes.notes', 'forgot prod-db-sample-notes-notes']);
  });

  it('data that was restored since somebody asked for its removal is kept', async () => {
    restored = [
      {
        ...{ job: '01J', snapshot: 's1', repository: 'local', words: 'prod', environments: ['prod'] },
        ...{ parts: ['prod-brick-db/sample_notes.notes'], mounts: [], state: 'restored', restoredAt: 1 },
        confirmedAt: undefined,
      },
    ];
    await refused('backup.unconfirmed_restore', () => removeDataStep(id));
    expect(done).to.deep.equal([]);
  });
});
