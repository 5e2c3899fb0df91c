import { expect } from 'chai';
import { codeOf } from '../../../support/code-of.ts';
import { password, useApi } from '../../../support/use-api.ts';

describe('api/http/idempotency', () => {
  const bench = useApi();
  let authorization = '';
  beforeEach(async () => (authorization = `Bearer ${await bench.token('owner')}`));
  const post = (path: string, key: string, body: unknown = { kind: 'apply', whenBusy: 'wait' }) =>
    bench.call(path, { method: 'POST', headers: { authorization, 'idempotency-key': key }, body });
  const jobCount = () => bench.store.journal.list({ limit: 100, before: undefined }).length;

  it('the same request under the same key gets the same reply, and the work is done once', async () => {
    const first = await post('/api/v1/jobs', 'key-1');
    const again = await post('/api/v1/jobs', 'key-1');
    expect([again.status, again.text, again.headers.location]).to.deep.equal([
      202,
      first.text,
      first.headers.location,
    ]);
    expect(jobCount()).to.equal(1);
    expect(bench.audit().filter(({ action }) => action === 'newJob')).to.have.length(1);
  });

  it('of a body’s secret not even a digest is kept: another one does not make it another request', async () => {
    const asked = (passphrase: string) =>
      post('/api/v1/backups/exports', 'key-1', { file: 'mine.tar', passphrase, whenBusy: 'wait' });
    const first = await asked('correct horse battery');
    expect(first.status, first.text).to.equal(202);
    expect((await asked('another horse battery')).text).to.equal(first.text);
  });

  it('two at once are still one', async () => {
    const replies = await Promise.all([1, 2, 3].map(() => post('/api/v1/jobs', 'key-1')));
    expect(new Set(replies.map(({ text }) => text))).to.have.property('size', 1);
    expect(jobCount()).to.equal(1);
  });

  it('the same key for something else is refused', async () => {
    await post('/api/v1/jobs', 'key-1');
    const other = await post('/api/v1/jobs', 'key-1', { kind: 'stop' });
    expect([other.status, codeOf(other)]).to.deep.equal([422, 'request.idempotency_conflict']);
    const elsewhere = await bench.call('/api/v1/config', {
      method: 'PUT',
      headers: { authorization, 'idempotency-key': 'key-1' },
      body: { text: 'name: x' },
    });
    expect(codeOf(elsewhere)).to.equal('request.idempotency_conflict');
  });

  it('a key is one’s own, and is forgotten after a day', async () => {
    await post('/api/v1/jobs', 'key-1');
    const other = `Bearer ${await bench.token('admin')}`;
    const headers = { authorization: other, 'idempotency-key': 'key-1' };
    await bench.call('/api/v1/jobs', { method: 'POST', headers, body: { kind: 'apply', whenBusy: 'wait' } });
    expect(jobCount()).to.equal(2);
    bench.clock.pass(24 * 60 * 60_000 + 1);
    await post('/api/v1/jobs', 'key-1', { kind: 'restart', whenBusy: 'wait' });
    expect(jobCount()).to.equal(3);
  });

  it('a failure is not kept: the next try is a real one', async () => {
    expect((await post('/api/v1/jobs/nothing/cancel', 'key-1', {})).status).to.equal(404);
    expect((await post('/api/v1/jobs', 'key-1')).status).to.equal(202);
  });

  it('a reply that shows a secret is never kept', async () => {
    const body = { email: 'owner@lab.test', password, tokenName: 'x' };
    const first = await post('/api/v1/login', 'key-1', body);
    const second = await post('/api/v1/login', 'key-1', body);
    expect(second.text).to.not.equal(first.text);
    expect(bench.store.replies.get('id-owner', 'key-1')).to.equal(undefined);
    expect(bench.store.replies.get('anonymous', 'key-1')).to.equal(undefined);
  });

  it('a key of other characters is refused', async () => {
    expect(codeOf(await post('/api/v1/jobs', 'x'.repeat(129)))).to.equal('request.invalid');
  });
});
