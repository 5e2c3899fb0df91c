import { expect } from 'chai';
import { parseDockerHost } from '../../../../src/adapters/docker/connect.ts';
import { splitReference } from '../../../../src/adapters/docker/image-reference.ts';

describe('adapters/docker/connect', () => {
  it('the usual socket where nothing is said', () => {
    expect(parseDockerHost(undefined)).to.deep.equal({ socketPath: '/var/run/docker.sock' });
    expect(parseDockerHost('')).to.deep.equal({ socketPath: '/var/run/docker.sock' });
  });

  it('a socket by path or by address, and an engine over TCP', () => {
    expect(parseDockerHost('/run/x.sock')).to.deep.equal({ socketPath: '/run/x.sock' });
    expect(parseDockerHost('unix:///run/x.sock')).to.deep.equal({ socketPath: '/run/x.sock' });
    expect(parseDockerHost('tcp://10.0.0.1:2375')).to.deep.equal({
      host: '10.0.0.1',
      port: 2375,
      protocol: 'http',
    });
    expect(parseDockerHost('tcp://engine')).to.include({ host: 'engine', port: 2375 });
  });

  for (const host of ['ssh://me@host', 'unix://', 'engine', 'tcp://', 'npipe:////./pipe/docker']) {
    it(`"${host}" is refused, with what to write instead`, () => {
      expect(() => parseDockerHost(host)).to.throw(`"${host}" is not understood`);
    });
  }
});

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
