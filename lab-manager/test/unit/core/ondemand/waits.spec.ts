import { expect } from 'chai';
import { stepAct } from '../../../../src/core/step-names.ts';
import type { JobStep } from '../../../../src/core/model/job.ts';
import { hasBegun, overdue, refusal, touched, waited } from '../../../../src/core/ondemand/waits.ts';

const steps = (...all: Partial<JobStep>[]) => ({ steps: all as JobStep[] });
const waitFor = (...environments: string[]) => ({ act: { kind: 'waitForWork', environments } }) as const;
const idle = { running: 0, queued: 3 };
const busy = { running: 1, queued: 0 };

describe('core/ondemand/waits', () => {
  it('a wait is over for those that it named, once it is done', () => {
    const done = steps({ ...waitFor('prod', 'dev'), state: 'done' });
    expect(waited(done, ['dev'])).to.equal(true);
    expect(waited(steps({ ...waitFor('prod'), state: 'done' }), ['prod', 'dev'])).to.equal(false);
    expect(waited(steps({ ...waitFor('prod'), state: 'intent' }), ['prod'])).to.equal(false);
  });

  it('a job that only waited has not begun', () => {
    expect(hasBegun(steps({ ...waitFor('prod'), startedAt: 1 }))).to.equal(false);
    expect(hasBegun(steps({ act: { kind: 'wish', service: 'prod-glab' }, startedAt: 1 }))).to.equal(true);
  });

  it('a service that the job stopped, or began to make anew, is its own; one it only meant to stop is not', () => {
    const own = (name: string, state: JobStep['state']) =>
      touched(steps({ act: stepAct(name), startedAt: 1, state }), 'prod-glab');
    expect(own('stopContainer:prod-glab', 'done')).to.equal(true);
    expect(own('stopContainer:prod-glab', 'intent')).to.equal(false);
    expect(own('createContainer:prod-glab', 'intent')).to.equal(true);
    expect(own('createContainer:prod-db', 'done')).to.equal(false);
    expect(own('waitHealthy:prod-glab', 'done')).to.equal(false);
  });

  it('running work and silence forbid a stop; a queue doesn’t', () => {
    expect(refusal([['prod', idle]], true)).to.equal(undefined);
    expect(
      refusal(
        [
          ['prod', idle],
          ['dev', busy],
        ],
        false,
      )?.code,
    ).to.equal('work.running');
    expect(refusal([['prod', undefined]], false)?.code).to.equal('work.unknown');
  });

  it('programs in terminals forbid a stop only to a person, who is told', () => {
    const codelab = { ...idle, codelab: { cells: 0, tests: 0, programs: 2 } };
    expect(refusal([['dev-codelab', codelab]], false)).to.equal(undefined);
    expect(refusal([['dev-codelab', codelab]], true)?.message).to.equal(
      'Nothing was stopped: 2 programs in terminals are going on in the codelab.',
    );
  });

  it('work is waited for until its time is over, and silence until it was long enough', () => {
    const patience = { leftMs: 1, mostSilentMs: 100 };
    expect(overdue('prod', busy, 0, patience)).to.equal(undefined);
    expect(overdue('prod', busy, 0, { ...patience, leftMs: 0 })?.code).to.equal('work.running');
    expect(overdue('prod', undefined, 99, { ...patience, leftMs: 0 })).to.equal(undefined);
    expect(overdue('prod', undefined, 100, patience)?.code).to.equal('work.unknown');
  });
});
