import { expect } from 'chai';
import { isLoopback } from '../../../../src/api/private/apply.ts';
import type { Plan } from '../../../../src/core/model/operation.ts';
import { codeOf } from '../../../support/code-of.ts';
import { useApi } from '../../../support/use-api.ts';

const something: Plan = [
  {
    id: 1,
    operation: {
      kind: 'stopContainer',
      container: 'labtest1-front',
      graceSeconds: 1,
      cause: 'a newer image',
    },
    after: [],
  },
];

describe('api/private/apply', () => {
  const bench = useApi();
  const apply = async () => {
    const reply = await bench.inside('/apply', { method: 'POST' });
    return [reply.status, JSON.parse(reply.text)] as [number, { job: string | null; state: string }];
  };

  it('the installer has the lab run from newer images, and is told how that ended', async () => {
    bench.lab.nextPlan = something;
    const [status, { job, state }] = await apply();
    expect([status, state]).to.deep.equal([200, 'succeeded']);
    const written = bench.store.journal.get(job ?? '');
    expect(written).to.include({ kind: 'apply', state: 'succeeded' });
    expect(written?.requestedBy).to.include({ actor: 'lab', via: 'lab' });
  });

  it('on a lab that was uninstalled brings it back', async () => {
    const [service] = bench.lab.current.services;
    bench.lab.tell({ services: [{ ...service!, state: 'stopped', wanted: 'uninstalled' }] });
    const [, { job }] = await apply();
    expect(bench.store.journal.get(job ?? '')).to.include({ kind: 'install' });
  });

  it('with nothing to do not even a job is written', async () => {
    const [status, reply] = await apply();
    expect([status, reply.job, reply.state]).to.deep.equal([200, null, 'succeeded']);
    expect(bench.store.journal.list({ limit: 10, before: undefined })).to.deep.equal([]);
  });

  it('looking does not do it: only POST is possible', async () => {
    expect(codeOf(await bench.inside('/apply'))).to.equal('request.method_not_allowed');
  });

  it('only who is inside the container is answered: the edge, on the same network, is not', () => {
    const inside = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];
    const outside = ['172.18.0.2', '::ffff:172.18.0.2', '10.127.0.1', 'fe80::1', undefined];
    expect(inside.map(isLoopback)).to.deep.equal([true, true, true]);
    expect(outside.map(isLoopback)).to.deep.equal(outside.map(() => false));
  });
});
