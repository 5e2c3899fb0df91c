import { expect } from 'chai';
import { unknownService } from '../../../src/engine/unknown-service.ts';

describe('engine/unknown-service', () => {
  const known = ['lab', 'prod', 'prod-glab'];

  it('proposes what was probably meant, and nothing where nothing is near', () => {
    expect(unknownService('prod-glap', known).hint).to.equal(
      'Did you mean prod-glab? There are: lab, prod, prod-glab.',
    );
    expect(unknownService('jupyterhub', known).hint).to.equal('There are: lab, prod, prod-glab.');
  });

  it('tells whoever names what the lab itself stands on how that is started anew', () => {
    expect(unknownService('edge', known).message).to.contain('without it there is no lab to ask');
    expect(unknownService('lab-manager', known).hint).to.contain('docker restart');
  });
});
