import { writeFile } from 'node:fs/promises';
import { LabError } from '../../src/core/model/lab-error.ts';
import { useBackupLab } from '../support/use-backup-lab.ts';
import { backupsSuite } from './backups.suite.ts';

describe('conformance/backups: of a running lab, on real files and a real store', function () {
  this.timeout(30_000);
  const bench = useBackupLab();

  beforeEach(async () => {
    await bench.startLab();
    await writeFile(bench.root.at('environments/prod/data/a.txt'), 'hello');
    await bench.done('backup');
  });

  backupsSuite(() => ({
    backups: bench.backups(),
    loseRepositories: () => {
      bench.uses.at = () => {
        throw new LabError('backup.unreachable', 'It does not answer.', { hint: 'Is it on?' });
      };
    },
  }));
});
