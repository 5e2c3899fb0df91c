import { expect } from 'chai';
import { nextAppAction, type AppUse } from '../../../../src/core/ondemand/idle-app.ts';

const minute = 60_000;
const unused: AppUse = {
  idle: 30 * minute,
  unusedMs: 31 * minute,
  askedMs: undefined,
  busy: false,
  connections: { count: 0 },
};
const next = (it: Partial<AppUse> = {}): string => nextAppAction({ ...unused, ...it });

describe('core/ondemand/idle-app', () => {
  it('an app that nobody uses for its idle time stops', () => {
    expect(next()).to.equal('stop');
    expect(next({ unusedMs: 29 * minute })).to.equal('nothing');
    expect(next({ busy: true })).to.equal('nothing');
  });

  it('it is looked inside only once its time is over', () => {
    expect(next({ connections: undefined })).to.equal('lookInside');
    expect(next({ connections: undefined, unusedMs: 29 * minute })).to.equal('nothing');
  });

  it('an open connection is use', () => {
    expect(next({ connections: { count: 1 } })).to.equal('noteUse');
  });

  it('while nobody can tell whether somebody is connected, it runs on', () => {
    expect(next({ connections: { count: undefined } })).to.equal('nothing');
  });

  it('what could not be stopped is asked to after as long again, not at each look', () => {
    expect(next({ askedMs: 10_000 })).to.equal('nothing');
    expect(next({ askedMs: 10_000, connections: undefined })).to.equal('nothing');
    expect(next({ askedMs: 30 * minute })).to.equal('stop');
  });
});
