import { expect } from 'chai';
import { aLab } from '../../../support/builders/a-lab.ts';
import { onlyCompose } from '../../../support/builders/an-observed-lab.ts';
import { describeOperation, operationAct } from '../../../../src/core/reconcile/operation-words.ts';
import { stepName } from '../../../../src/core/step-names.ts';
import { reconcile } from '../../../../src/core/reconcile/reconcile.ts';

describe('core/reconcile/operation-words', () => {
  const plan = reconcile(aLab(), onlyCompose(), new Map());
  const first = (kind: string) => plan.find((step) => step.operation.kind === kind)!.operation;

  it('an operation reads as what is done, to what, and why', () => {
    expect(describeOperation(first('createContainer'))).to.equal('create container front: it does not exist');
    expect(describeOperation(first('pullImage'))).to.equal(
      'pull image labstead/front:0.1.0 from registry.example.org/mirror/labstead/front:0.1.0: the image is not on this machine',
    );
    expect(describeOperation(first('connectNetwork'))).to.equal(
      'attach edge to network serve-front: edge is not attached to it',
    );
    expect(describeOperation(first('publishRoutes'))).to.match(
      /^publish \d+ routes to the edge; the console is at https:\/\/lab\.localhost: /,
    );
    expect(describeOperation(first('waitHealthy'))).to.equal(
      'wait up to 60 s for front to be healthy: it was just started',
    );
  });

  it('names are stable, bear no lab id, and are unique within a plan', () => {
    const names = plan.map((step) => stepName(operationAct(step.operation)));
    expect(names).to.include('createContainer:prod-db').and.include('publishRoutes:lab');
    expect(new Set(names).size).to.equal(names.length);
    expect(names.join()).not.to.include('lab7k2m9q');
  });
});
