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
});
