import { expect } from 'chai';
import type { StepAct, StepActKind } from '../../../src/core/model/step-act.ts';
import { snapshotStep, stepAct, stepName } from '../../../src/core/step-names.ts';

/** As former versions wrote them into the journal: jobs that they began go on by these. */
const written: { [K in StepActKind]: [name: string, act: StepAct<K>] } = {
  operation: ['stopContainer:prod-glab', { kind: 'operation', operation: 'stopContainer', on: 'prod-glab' }],
  waitForWork: ['waitForWork:prod,dev', { kind: 'waitForWork', environments: ['prod', 'dev'] }],
  setEnabled: ['setEnabled:dev:false', { kind: 'setEnabled', environment: 'dev', enabled: false }],
  takeLabFile: ['takeLabFile:12', { kind: 'takeLabFile', version: 12 }],
  wish: ['wish:prod-glab', { kind: 'wish', service: 'prod-glab' }],
  keep: ['keep:prod-glab', { kind: 'keep', service: 'prod-glab' }],
  installed: ['installed:prod-glab', { kind: 'installed', service: 'prod-glab' }],
  release: ['release:prod-glab', { kind: 'release', service: 'prod-glab' }],
  callOff: ['callOff:idle', { kind: 'callOff', reason: 'idle' }],
  dump: ['dump:prod-db', { kind: 'dump', service: 'prod-db' }],
  freeze: ['freeze:prod/sample_notes', { kind: 'freeze', name: 'prod/sample_notes' }],
  pause: ['pause:prod-app-page', { kind: 'pause', name: 'prod-app-page' }],
  stop: ['stop:prod-app-page', { kind: 'stop', name: 'prod-app-page' }],
  thaw: ['thaw:prod/sample_notes', { kind: 'thaw', name: 'prod/sample_notes' }],
  copy: ['copy:offsite', { kind: 'copy', repository: 'offsite' }],
  check: ['check:local', { kind: 'check', repository: 'local' }],
  retain: ['retain:local', { kind: 'retain', repository: 'local' }],
  prune: ['prune:local', { kind: 'prune', repository: 'local' }],
  prove: ['prove:prod-db', { kind: 'prove', service: 'prod-db' }],
  probe: ['probe:prod', { kind: 'probe', environment: 'prod' }],
  swap: ['swap:prod/data', { kind: 'swap', part: 'prod/data' }],
  putBack: ['putBack:prod/data', { kind: 'putBack', part: 'prod/data' }],
};

describe('core/step-names', () => {
  for (const [name, act] of Object.values(written)) {
    it(`${name} is named by what it does, and read from the journal as that`, () => {
      expect(stepName(act)).to.equal(name);
      expect(stepAct(name)).to.deep.equal(act);
    });
  }

  it('an operation keeps all that it is about, colons included', () => {
    const on = 'labstead/glab:0.1.0';
    expect(stepAct(`pullImage:${on}`)).to.deep.equal({ kind: 'operation', operation: 'pullImage', on });
  });

  it('a step that nobody plans by does nothing of these, whatever it is called', () => {
    for (const name of ['undo:wish:prod-glab', 'setAside:data', 'removeAside', 'toString:x', 'wishes:x', ''])
      expect(stepAct(name)).to.equal(undefined);
  });

  it('one that names nothing does none of these, whatever word it is called by', () => {
    for (const name of ['check', 'snapshot', 'swap', 'createContainer'])
      expect(stepAct(name), name).to.equal(undefined);
  });

  it('the one that reads everything is called as former versions called it', () => {
    expect(snapshotStep).to.equal('snapshot');
  });
});
