import { expect } from 'chai';
import { useApi } from '../../../support/use-api.ts';

/** Of the lab that the export was written of; ids sort by time. */
const broughtAlong = '01J00000000000000000000000';

describe('api/private/restore', () => {
  const bench = useApi();
  const restore = async (asked: Record<string, string>) => {
    const query = new URLSearchParams({ file: 'lab.labx.tar', ...asked }).toString();
    const reply = await bench.inside(`/restore?${query}`, { method: 'POST' });
    return (JSON.parse(reply.text) as { job: string }).job;
  };

  beforeEach(() => {
    const requestedBy = { actor: 'lab', via: 'lab', requestId: 'r' } as const;
    const params = { target: 'lab', lacking: true, file: 'lab.labx.tar' } as const;
    const { journal } = bench.store;
    journal.create({ id: broughtAlong, kind: 'import', title: 'Import', params, requestedBy, createdAt: 1 });
    journal.setState(broughtAlong, 'succeeded', 2, { outcome: 'Imported.', error: undefined });
  });

  it('an import of then, by an export of the same name, is not taken for the one that is asked for now', async () => {
    const job = await restore({ after: broughtAlong });
    expect(job).not.to.equal(broughtAlong);
    expect(bench.store.journal.get(job)).to.deep.include({
      kind: 'import',
      params: { target: 'lab', lacking: true, everyDatabase: true, file: 'lab.labx.tar' },
    });
  });

  it('gives up a database that can’t be made anew only where the installer was told so', async () => {
    const job = await restore({ after: broughtAlong, lacking: 'yes' });
    expect(bench.store.journal.get(job)?.params).to.deep.equal({
      target: 'lab',
      lacking: true,
      file: 'lab.labx.tar',
    });
  });

  it('asked again it tells of the same job', async () => {
    const job = await restore({ after: broughtAlong });
    expect(await restore({ after: broughtAlong })).to.equal(job);
  });
});
