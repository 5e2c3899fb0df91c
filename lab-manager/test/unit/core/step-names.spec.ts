import { expect } from 'chai';
import type { StepAct, StepActKind } from '../../../src/core/model/step-act.ts';
import { stepAct, stepName } from '../../../src/core/step-names.ts';

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
});
