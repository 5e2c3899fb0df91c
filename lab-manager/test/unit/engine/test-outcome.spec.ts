import { expect } from 'chai';
import type { LabError } from '../../../src/core/model/lab-error.ts';
import { testOutcome } from '../../../src/engine/test-outcome.ts';
import { refused } from '../../support/refused.ts';

describe('engine/test-outcome', () => {
  const cut = (exitCode: number, stdout: string, stderr = ''): Promise<LabError> =>
    refused('brick.tests_cut', () => Promise.resolve().then(() => outcome(exitCode, stdout, stderr)));
  const outcome = (exitCode: number, stdout: string, stderr = '') =>
    testOutcome('sample', { exitCode, stdout, stderr });

  it('tests that passed, failed or could not be run have a result: their status and all that was written', () => {
    for (const exitCode of [0, 1, 2, 5, 66, 69, 71])
      expect(outcome(exitCode, 'said, ', 'warned')).to.deep.equal({ exitCode, output: 'said, warned' });
  });

  it('who waits for tests that a signal ended, or that said nothing, is told what happens to a codelab', async () => {
    for (const [exitCode, stdout] of [
      [137, 'collected 3 items'],
      [143, ''],
      [0, '\n'],
    ] as const)
      expect((await cut(exitCode, stdout)).message).to.equal(
        `The tests of sample were cut off and have no result: dev-codelab was stopped or restarted, or had no memory left (status ${exitCode}).`,
      );
  });

  it('who waits for tests that were ended by their own program is told why, and of no stop of the codelab', async () => {
    for (const [exitCode, why, hint] of [
      [80, 'ended on request', 'Run them again'],
      [81, 'for two minutes dev-codelab did not hear that somebody waits', 'less busy'],
      [82, 'ended after an hour', 'dev test sample'],
    ] as const) {
      const error = await cut(exitCode, 'collected 3 items\n', 'These tests were ended.\n');
      expect(error.message).to.contain(why).and.contain('no result').and.not.contain('restarted');
      expect(error.hint).to.contain(hint);
      expect(error.details, 'what the tests wrote last').to.deep.equal([
        { path: 'output', message: 'collected 3 items' },
      ]);
    }
  });
});
