import { expect } from 'chai';
import { splitReference } from '../../../../src/adapters/docker/image-reference.ts';

describe('adapters/docker/image-reference', () => {
  it("tells a tag from a registry's port", () => {
    expect(splitReference('labstead/glab:0.1.0')).to.deep.equal({
      repository: 'labstead/glab',
      tag: '0.1.0',
    });
    expect(splitReference('h:5000/labstead/glab')).to.deep.equal({
      repository: 'h:5000/labstead/glab',
      tag: 'latest',
    });
    expect(splitReference('h:5000/a/glab:1')).to.deep.equal({ repository: 'h:5000/a/glab', tag: '1' });
  });
});
