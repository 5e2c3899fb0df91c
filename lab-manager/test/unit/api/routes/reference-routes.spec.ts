import { expect } from 'chai';
import { shippedReference } from '../../../../src/core/reference/shipped.ts';
import { useApi } from '../../../support/use-api.ts';

describe('api/routes/reference', () => {
  const bench = useApi();

  it('tells what is asked for and what lies on the disk, to whoever may read the lab', async () => {
    const { name, version, licence, origin } = shippedReference;
    bench.lab.referenceData = {
      wanted: { ...shippedReference, generation: 'g', present: true, readers: ['prod'] },
      needs: [{ environment: 'prod', brick: 'b' }],
      generations: [
        {
          id: 'g',
          about: { name, version, licence, origin },
          bytes: 5,
          builtAt: 1_700_000_000_000,
          wanted: true,
          removable: false,
        },
        { id: 'half', about: undefined, bytes: 0, builtAt: 0, wanted: false, removable: true },
      ],
    };
    const cookie = await bench.signIn('viewer');
    const reply = await bench.page('/api/v1/reference', { cookie });
    expect(reply.status).to.equal(200);
    const body = JSON.parse(reply.text) as { wanted: object; generations: object[] };
    expect(body.wanted).to.include({ name, licence, present: true });
    expect(body.generations[0]).to.include({ id: 'g', builtAt: '2023-11-14T22:13:20.000Z' });
    expect(body.generations[1]).to.deep.equal({
      id: 'half',
      about: null,
      bytes: 0,
      builtAt: null,
      wanted: false,
      removable: true,
    });
  });

  it('a deletion is a job of its own, for those who may change the lab file', async () => {
    const owner = await bench.signIn('owner');
    const asked = await bench.page('/api/v1/reference/some-1-ab', { method: 'DELETE', cookie: owner });
    expect(asked.status).to.equal(202);
    expect(JSON.parse(asked.text)).to.include({ kind: 'remove-data', target: 'some-1-ab' });
    const operator = await bench.signIn('operator', 'op');
    const refused = await bench.page('/api/v1/reference/some-1-ab', { method: 'DELETE', cookie: operator });
    expect(refused.status).to.equal(403);
  });
});
