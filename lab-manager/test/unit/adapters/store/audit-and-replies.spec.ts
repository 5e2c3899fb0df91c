import Database from 'better-sqlite3';
import { expect } from 'chai';
import { join } from 'node:path';
import type { AuditEntry } from '../../../../src/core/ports.ts';
import { useTempStore } from '../../../support/temp-store.ts';

const anEntry = (at: number): AuditEntry => ({
  ...{ at, actor: 'user-1', via: 'cli', ip: '192.0.2.1', requestId: 'r1' },
  ...{ action: 'job.start', target: 'lab', result: 'ok', detail: 'because' },
});

describe('adapters/store/audit', () => {
  const temp = useTempStore();

  it('entries are listed newest first, page by page', () => {
    const { audit } = temp.open();
    for (const at of [1, 2, 3]) audit.append(anEntry(at));
    expect(audit.list({ limit: 2, before: undefined }).map((entry) => entry.at)).to.deep.equal([3, 2]);
    expect(audit.list({ limit: 2, before: 2 })).to.deep.equal([{ seq: 1, ...anEntry(1) }]);
  });

  it('a long detail is cut to 1 kB', () => {
    const { audit } = temp.open();
    audit.append({ ...anEntry(1), detail: 'x'.repeat(5000) });
    expect(audit.list({ limit: 1, before: undefined })[0]?.detail).to.have.length(1024);
  });

  it('what was written can be neither changed, nor deleted, nor replaced, not even with SQL', () => {
    temp.open().audit.append(anEntry(1));
    temp.close();
    const database = new Database(join(temp.directory, 'lab.db'));
    for (const sql of [
      "UPDATE audit SET actor = 'nobody'",
      'DELETE FROM audit',
      "INSERT OR REPLACE INTO audit VALUES (1, 9, 'nobody', 'cli', '', '', 'a', 't', 'ok', '')",
    ])
      expect(() => database.exec(sql), sql).to.throw('the audit is append-only');
    database.close();
    expect(temp.open().audit.list({ limit: 9, before: undefined })).to.deep.equal([
      { seq: 1, ...anEntry(1) },
    ]);
  });
});

describe('adapters/store/idempotent-replies', () => {
  const temp = useTempStore();
  const reply = { requestHash: 'h', status: 202, body: '{}', location: '/api/v1/jobs/01A' };

  it('the first reply to a key stands, for the one who used it', () => {
    const { replies } = temp.open();
    replies.put('ada', 'key', reply, 1);
    replies.put('ada', 'key', { ...reply, status: 409 }, 2);
    replies.put('eve', 'key', { ...reply, location: undefined }, 2);
    expect(replies.get('ada', 'key')).to.deep.equal(reply);
    expect(replies.get('eve', 'key')).to.deep.equal({ ...reply, location: undefined });
    expect(replies.get('bob', 'key')).to.equal(undefined);
  });

  it('old replies are forgotten', () => {
    const { replies } = temp.open();
    replies.put('ada', 'old', reply, 1);
    replies.put('ada', 'new', reply, 5);
    replies.prune(5);
    expect(replies.get('ada', 'old')).to.equal(undefined);
    expect(replies.get('ada', 'new')).to.deep.equal(reply);
  });
});
