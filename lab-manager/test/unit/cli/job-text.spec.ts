import { expect } from 'chai';
import { jobRow, jobText } from '../../../src/cli/output/job-text.ts';
import type { JobReply } from '../../../src/contract/index.ts';
import { quietTerminal } from '../../support/quiet-terminal.ts';

const job: JobReply = {
  id: '01JOB',
  kind: 'restart',
  title: 'Restart front',
  target: 'front',
  state: 'running',
  requestedBy: { actor: 'user-1', name: 'Ada', via: 'cli' },
  createdAt: '2027-03-01T12:00:00.000Z',
  startedAt: '2027-03-01T12:00:01.000Z',
  endedAt: null,
  outcome: null,
  error: null,
  cancelRequested: false,
  progress: 0.4,
  steps: [],
};
const terminal = quietTerminal();

describe('cli/output/job-text', () => {
  it('a job that runs is told with how far it is, in the list and by itself', () => {
    expect(jobRow(terminal, job)[1]).to.equal('running, 40 %');
    expect(jobText(terminal, new URL('https://lab.example.org'), job)).to.contain(
      'Restart front: running, 40 %',
    );
    expect(jobRow(terminal, { ...job, state: 'succeeded', progress: 1 })[1]).to.equal('succeeded');
  });

  it('it is told where a browser shows it, whatever address labctl was given', () => {
    for (const at of ['https://lab.example.org', 'https://lab.example.org:8443/'])
      expect(jobText(terminal, new URL(at), job)).to.contain(`${new URL(at).origin}/jobs/01JOB`);
  });
});
