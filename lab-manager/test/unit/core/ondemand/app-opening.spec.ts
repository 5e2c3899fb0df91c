import { expect } from 'chai';
import { patienceMs, whyNotOpened, type AppSeen } from '../../../../src/core/ondemand/app-opening.ts';

const resting: AppSeen = {
  service: { state: 'stopped', wanted: 'stopped', message: 'It starts when somebody opens it.' },
  environment: { name: 'prod', state: 'running', sentence: 'Running.' },
  stoppedByPerson: false,
  started: false,
  underWay: false,
  busy: false,
  failed: undefined,
};
const why = (it: Partial<AppSeen> = {}): string | undefined => whyNotOpened({ ...resting, ...it })?.why;
const asked = (state: NonNullable<AppSeen['service']>['state'], it: Partial<AppSeen> = {}) =>
  why({ started: true, ...it, service: { state, wanted: 'running', message: undefined } });

describe('core/ondemand/app-opening', () => {
  it('one that rests starts, and one whose start is under way goes on starting', () => {
    expect(why()).to.equal(undefined);
    expect(why({ started: true, underWay: true })).to.equal(undefined);
    expect(asked('starting')).to.equal(undefined);
  });

  it('what nobody declares, what is uninstalled and what a person stopped does not start', () => {
    expect(why({ service: undefined })).to.equal('No brick declares it any more.');
    const message = 'Uninstalled; its data is kept.';
    expect(why({ service: { state: 'stopped', wanted: 'uninstalled', message } })).to.equal(message);
    expect(why({ stoppedByPerson: true })).to.equal('It starts when somebody opens it.');
  });

  it('in an environment that is stopped nothing starts, and in one that is not well it is tried', () => {
    const environment = { name: 'prod', state: 'stopped', sentence: 'Stopped by Ada.' } as const;
    expect(why({ environment })).to.equal('It belongs to prod. Stopped by Ada.');
    expect(why({ environment: { ...environment, state: 'failed' } })).to.equal(undefined);
  });

  it('after a start that failed it says what came of it, and then how it is: it is never just starting', () => {
    const failed = { outcome: 'Failed: no answer.', agoMs: patienceMs - 1 };
    expect(asked('failed', { failed })).to.contain('Failed: no answer.');
    for (const state of ['failed', 'missing', 'stopped'] as const)
      expect(asked(state, { failed: { ...failed, agoMs: patienceMs } }), state).to.equal(
        'It should run, and does not.',
      );
    expect(asked('unhealthy')).to.equal('It runs, and is not well.');
  });

  it('while a job may be bringing it back, what is not there yet is starting', () => {
    for (const state of ['missing', 'stopped'] as const)
      expect(asked(state, { busy: true }), state).to.equal(undefined);
    expect(asked('failed', { busy: true })).to.equal('It should run, and does not.');
  });
});
