import { expect } from 'chai';
import { statusReply } from '../../../src/api/routes/status-reply.ts';
import { statusText } from '../../../src/cli/output/status-text.ts';
import type { Job } from '../../../src/core/model/job.ts';
import { FakeLab } from '../../support/fake-lab.ts';
import { quietTerminal } from '../../support/quiet-terminal.ts';

const job = (id: string, title: string, target: string): Job => ({
  ...{ id, kind: 'stop', title, params: { target }, state: 'running', steps: [], cancelRequested: false },
  ...{ requestedBy: { actor: 'id', via: 'cli', requestId: undefined }, createdAt: 1, startedAt: 1 },
  ...{ endedAt: undefined, outcome: undefined, error: undefined },
});

describe('cli/output/status-text', () => {
  it('names the job that acts, and apart from it each that waits, also in what it says of the environment', () => {
    const running = job('01ACTS', 'Start dev-glab', 'dev-glab');
    const waiting = [job('01WAITS', 'Stop prod-glab and prod-db', 'prod')];
    const text = statusText(quietTerminal(), statusReply(new FakeLab().current, { running, waiting }));
    expect(text).to.contain('A job is running: labctl job show 01ACTS');
    expect(text).to.contain(
      'A job waits for work to end: Stop prod-glab and prod-db (labctl job show 01WAITS)',
    );
    expect(text).to.match(/^prod +Running\. Once no work runs: stop prod-glab and prod-db\.$/m);
  });
});
