import { expect } from 'chai';
import { isUninstalled, meantBy, targetsOf } from '../../../src/core/targets.ts';

const services = [
  { name: 'front', environment: undefined },
  { name: 'prod-db', environment: 'prod' as const },
  { name: 'prod-glab', environment: 'prod' as const },
];

describe('core/targets', () => {
  it('a target is the lab, an environment or a service, and what is disabled is nothing', () => {
    const names = (target: string) => meantBy(services, target).map(({ name }) => name);
    expect(names('lab')).to.deep.equal(['front', 'prod-db', 'prod-glab']);
    expect(names('prod')).to.deep.equal(['prod-db', 'prod-glab']);
    expect(names('prod-db')).to.deep.equal(['prod-db']);
    expect(names('dev')).to.deep.equal([]);
    expect(targetsOf(services)).to.deep.equal(['lab', 'front', 'prod', 'prod-db', 'prod-glab']);
  });

  it('a lab is uninstalled when all is but what compose runs; one that has nothing yet is not', () => {
    const edge = { name: 'edge', wanted: 'running' as const };
    const gone = { name: 'front', wanted: 'uninstalled' as const };
    expect(isUninstalled([edge, gone])).to.equal(true);
    expect(isUninstalled([edge, gone, { name: 'prod-db', wanted: 'stopped' }])).to.equal(false);
    expect(isUninstalled([edge])).to.equal(false);
  });
});
