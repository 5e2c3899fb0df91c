import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ChildRecords } from '../../../../src/adapters/restic/child-records.ts';

describe('adapters/restic/child-records', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'labstead-children-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('a process that copied is forgotten of one repository, and known for the other until that was looked at, too', () => {
    const records = new ChildRecords(folder);
    const record = { pid: 50, repositories: ['/first', 'sftp:far'], startedAt: 1, began: '7' };
    records.add(record);
    records.forget(record, '/first');
    expect([records.of('/first'), records.of('sftp:far')]).to.deep.equal([
      [],
      [{ ...record, repositories: ['sftp:far'] }],
    ]);
    records.forget(records.of('sftp:far')[0]!, 'sftp:far');
    expect(records.of('sftp:far')).to.deep.equal([]);
  });
});
