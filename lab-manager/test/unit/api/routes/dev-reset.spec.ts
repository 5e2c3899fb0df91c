import { expect } from 'chai';
import { workRunning } from '../../../../src/core/ondemand/work-words.ts';
import { codeOf } from '../../../support/code-of.ts';
import { useApi } from '../../../support/use-api.ts';

describe('api/routes/dev-handlers: reset', () => {
  const bench = useApi();
  const ask = async (body: object, role: 'owner' | 'admin' | 'operator' | 'scientist' = 'admin') => {
    const authorization = `Bearer ${await bench.token(role)}`;
    return bench.call('/api/v1/dev/reset', { method: 'POST', headers: { authorization }, body });
  };

  it('answers with the job, once the lab’s name was given', async () => {
    const reply = await ask({ confirm: 'Test lab' });
    expect(reply.status).to.equal(202);
    expect(JSON.parse(reply.text)).to.include({ kind: 'reset', target: 'dev' });
    expect(bench.audit()[0]).to.include({ action: 'resetDev', result: 'ok' });
  });

  it('is refused with another name, in other letters, or none, and names the field', async () => {
    const authorization = `Bearer ${await bench.token('admin')}`;
    for (const confirm of ['', 'test lab', 'Test lab ', 'dev', '"; rm -rf /']) {
      const reply = await bench.call('/api/v1/dev/reset', {
        method: 'POST',
        headers: { authorization },
        body: { confirm },
      });
      expect([reply.status, codeOf(reply)], confirm).to.deep.equal([400, 'request.invalid']);
      expect(reply.text).to.include('"confirm"');
    }
    expect(bench.store.journal.list({ limit: 1, before: undefined })).to.deep.equal([]);
  });

  it('is refused while dev runs tasks, with what to do, unless it is forced', async () => {
    bench.lab.work = workRunning('dev', { running: 1, queued: 0 });
    const refused = await ask({ confirm: 'Test lab' });
    expect([refused.status, codeOf(refused)]).to.deep.equal([409, 'work.running']);
    const authorization = `Bearer ${await bench.token('owner')}`;
    const forced = await bench.call('/api/v1/dev/reset', {
      method: 'POST',
      headers: { authorization },
      body: { confirm: 'Test lab', waitForWork: 0 },
    });
    expect(forced.status).to.equal(202);
  });

  it('is not for those who merely run or develop', async () => {
    for (const role of ['operator', 'scientist'] as const)
      expect((await ask({ confirm: 'Test lab' }, role)).status).to.equal(403);
  });

  it('has no word for prod: neither here nor among the other jobs', async () => {
    const authorization = `Bearer ${await bench.token('owner')}`;
    const asked = { method: 'POST', headers: { authorization } } as const;
    const here = await bench.call('/api/v1/dev/reset', {
      ...asked,
      body: { confirm: 'Test lab', target: 'prod' },
    });
    const there = await bench.call('/api/v1/jobs', { ...asked, body: { kind: 'reset', target: 'prod' } });
    expect([here.status, there.status]).to.deep.equal([400, 400]);
  });
});
