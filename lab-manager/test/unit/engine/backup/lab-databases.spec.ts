import { expect } from 'chai';
import { LabDatabases, type LabDatabasesOptions } from '../../../../src/engine/backup/lab-databases.ts';
import { refused } from '../../../support/refused.ts';

describe('engine/backup/lab-databases', () => {
  it('of one that went while a snapshot was made it is told what to do', async () => {
    const { signal } = new AbortController();
    const report = { log: () => undefined, progress: () => undefined };
    const databases = new LabDatabases({ services: () => [] } as unknown as LabDatabasesOptions);
    const error = await refused('service.unknown', () =>
      databases.dump('prod-db', 'prod-db.sql', 'JOB', report, signal),
    );
    expect(error.hint).to.contain('labctl backup now');
  });
});
