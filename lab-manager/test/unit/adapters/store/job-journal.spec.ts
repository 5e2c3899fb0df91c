import { expect } from 'chai';
import type { JobJournal } from '../../../../src/core/ports.ts';
import { caught } from '../../../support/caught.ts';
import { useTempStore } from '../../../support/temp-store.ts';
import { aJob } from './a-job.ts';

describe('adapters/store/job-journal', () => {
  const temp = useTempStore();
  let journal: JobJournal;
  beforeEach(() => (journal = temp.open().journal));
  const states = (id: string): string[] => journal.get(id)!.steps.map((step) => `${step.name} ${step.state}`);
  const twoSteps = [
    { name: 'a', sentence: 'do a' },
    { name: 'b', sentence: 'do b' },
  ];

  it('a job comes back as it was asked for', () => {
    journal.create(aJob('01A'));
    const { createdAt, id, kind, params, requestedBy, title } = aJob('01A');
    const never = { startedAt: undefined, endedAt: undefined, outcome: undefined, error: undefined };
    expect(journal.get('01A')).to.deep.equal({
      ...{ id, kind, title, params, requestedBy, createdAt, ...never },
      ...{ state: 'queued', cancelRequested: false, steps: [] },
    });
  });

  it('a job that was never asked for is not found', () => {
    expect(journal.get('01X')).to.equal(undefined);
    expect(caught(() => journal.setState('01X', 'running', 1))).to.include({ code: 'job.not_found' });
    expect(caught(() => journal.requestCancel('01X'))).to.include({ code: 'job.not_found' });
  });

  it('times tell when a job first started, and when it ended', () => {
    journal.create(aJob('01A'));
    journal.setState('01A', 'running', 5);
    journal.setState('01A', 'running', 9);
    journal.setState('01A', 'failed', 12, {
      outcome: 'No.',
      error: { code: 'docker.failed', message: 'm', hint: undefined },
    });
    expect(journal.get('01A')).to.deep.include({ startedAt: 5, endedAt: 12, outcome: 'No.' });
    expect(journal.get('01A')?.error).to.deep.equal({ code: 'docker.failed', message: 'm', hint: undefined });
  });

  it('the newest jobs are listed first, page by page', () => {
    for (const id of ['01A', '01B', '01C']) journal.create(aJob(id));
    const ids = (page: Parameters<JobJournal['list']>[0]): string[] =>
      journal.list(page).map((job) => job.id);
    expect(ids({ limit: 2, before: undefined })).to.deep.equal(['01C', '01B']);
    expect(ids({ limit: 2, before: '01B' })).to.deep.equal(['01A']);
  });

  it('unfinished jobs are listed oldest first', () => {
    for (const id of ['01B', '01A', '01C']) journal.create(aJob(id));
    journal.setState('01B', 'cancelled', 2, { outcome: 'Cancelled.', error: undefined });
    expect(journal.unfinished().map((job) => job.id)).to.deep.equal(['01A', '01C']);
  });

  it('steps are numbered through all rounds of a job', () => {
    journal.create(aJob('01A'));
    journal.addSteps('01A', twoSteps);
    expect(journal.addSteps('01A', [{ name: 'c', sentence: 'do c' }]).map((step) => step.seq)).to.deep.equal([
      3,
    ]);
    expect(states('01A')).to.deep.equal(['a planned', 'b planned', 'c planned']);
  });

  it('a step keeps when it began, how far it came and what was last said about it', () => {
    journal.create(aJob('01A'));
    journal.addSteps('01A', twoSteps);
    journal.setStep('01A', 1, 'intent', 5);
    journal.setStepProgress('01A', 1, 0.5, 'half');
    expect(journal.get('01A')?.steps[0]).to.deep.include({ startedAt: 5, progress: 0.5, detail: 'half' });
    journal.setStep('01A', 1, 'done', 7);
    expect(journal.get('01A')?.steps[0]).to.deep.include({
      startedAt: 5,
      endedAt: 7,
      state: 'done',
      detail: 'half',
    });
  });

  it('a failed step and the reason are written at once, and the first reason stays', () => {
    journal.create(aJob('01A'));
    journal.addSteps('01A', twoSteps);
    journal.fail('01A', 1, 5, { code: 'docker.failed', message: 'first', hint: 'try' });
    journal.fail('01A', 2, 6, { code: 'docker.timeout', message: 'second', hint: undefined });
    expect(states('01A')).to.deep.equal(['a failed', 'b failed']);
    expect(journal.get('01A')?.error).to.deep.equal({ code: 'docker.failed', message: 'first', hint: 'try' });
    expect(journal.get('01A')?.steps[1]?.detail).to.equal('second');
    expect(caught(() => journal.fail('01A', 9, 5, { code: 'x', message: 'x', hint: undefined }))).to.include({
      code: 'job.not_found',
    });
  });

  it('a step says what it does, when it is planned and when it is read back', () => {
    journal.create(aJob('01A'));
    const wait = { name: 'waitForWork:prod', sentence: 'wait' };
    const act = { kind: 'waitForWork', environments: ['prod'] };
    expect(journal.addSteps('01A', [wait])[0]?.act).to.deep.equal(act);
    expect(journal.get('01A')?.steps[0]?.act).to.deep.equal(act);
  });

  it('only open steps are superseded', () => {
    journal.create(aJob('01A'));
    journal.addSteps('01A', [...twoSteps, { name: 'c', sentence: 'do c' }]);
    journal.setStep('01A', 1, 'done', 1);
    journal.setStep('01A', 2, 'intent', 1);
    journal.supersedeOpenSteps('01A', 9, 'the manager restarted');
    expect(states('01A')).to.deep.equal(['a done', 'b superseded', 'c superseded']);
    expect(journal.get('01A')?.steps[2]?.detail).to.equal('the manager restarted');
  });

  it('the log is read on from where one stopped', () => {
    journal.create(aJob('01A'));
    journal.appendLog('01A', [
      { at: 1, line: 'one' },
      { at: 2, line: 'two' },
    ]);
    expect(journal.appendLog('01A', [{ at: 3, line: 'three' }])).to.deep.equal([
      { seq: 3, at: 3, line: 'three' },
    ]);
    expect(journal.log('01A', 1, 1)).to.deep.equal([{ seq: 2, at: 2, line: 'two' }]);
  });

  it('what steps say without end is cut, and says so; what the manager says of them is kept', () => {
    journal.create(aJob('01A'));
    const ofStep = true as const;
    journal.appendLog(
      '01A',
      Array.from({ length: 19_999 }, () => ({ at: 1, line: 'again', ofStep })),
    );
    const cut = 'What the steps say from here on is left out: it is too much.';
    expect(
      journal.appendLog('01A', [
        { at: 2, line: 'never', ofStep },
        { at: 3, line: 'Step 1 failed: full.' },
        { at: 4, line: 'never', ofStep },
      ]),
    ).to.deep.equal([
      { seq: 20_000, at: 2, line: cut },
      { seq: 20_001, at: 3, line: 'Step 1 failed: full.' },
    ]);
    expect(journal.appendLog('01A', [{ at: 5, line: 'never', ofStep }])).to.deep.equal([]);
    expect(journal.appendLog('01A', [{ at: 6, line: 'Step 2 is done.' }])).to.deep.equal([
      { seq: 20_002, at: 6, line: 'Step 2 is done.' },
    ]);
  });

  it('each line of a log is cut at 4096 characters', () => {
    journal.create(aJob('01A'));
    const [line] = journal.appendLog('01A', [{ at: 1, line: 'x'.repeat(10_000), ofStep: true }]);
    expect(line?.line).to.have.length(4096);
  });

  it('pruning keeps the newest finished jobs and everything unfinished', () => {
    for (const id of ['01A', '01B', '01C', '01D']) {
      journal.create(aJob(id));
      journal.addSteps(id, twoSteps);
      journal.appendLog(id, [{ at: 1, line: 'one' }]);
      if (id !== '01A') journal.setState(id, 'succeeded', 2, { outcome: 'Done.', error: undefined });
    }
    journal.prune(1);
    expect(journal.list({ limit: 9, before: undefined }).map((job) => job.id)).to.deep.equal(['01D', '01A']);
    expect(journal.log('01B', 0, 9)).to.deep.equal([]);
  });
});
