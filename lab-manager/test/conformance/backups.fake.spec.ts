import { LabError } from '../../src/core/model/lab-error.ts';
import { FakeBackups } from '../support/fake-backups.ts';
import { backupsSuite, type BackupsBench } from './backups.suite.ts';

describe('conformance/backups: in memory', () => {
  let bench: BackupsBench;

  beforeEach(() => {
    const backups = new FakeBackups();
    const loseRepositories = () => {
      backups.failure = new LabError('backup.unreachable', 'It does not answer.', { hint: 'Is it on?' });
    };
    bench = { backups, loseRepositories };
  });

  backupsSuite(() => bench);
});
