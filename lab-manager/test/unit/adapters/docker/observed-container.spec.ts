import { expect } from 'chai';
import type Docker from 'dockerode';
import { observedContainer as observe } from '../../../../src/adapters/docker/observed-container.ts';

/** The parts of an engine's answer that are read. */
function found(state: object, labels: Record<string, string> = {}): Docker.ContainerInspectInfo {
  const answer: object = {
    Id: 'abc',
    Name: '/labx01-front',
    Image: 'sha256:1',
    RestartCount: 2,
    State: {
      Status: 'running',
      StartedAt: '2026-01-01T00:00:00.5Z',
      OOMKilled: false,
      ExitCode: 0,
      ...state,
    },
    Config: { Labels: labels },
    NetworkSettings: {
      Networks: { b: { NetworkID: 'net-b' }, a: { NetworkID: '' }, gone: { NetworkID: 'net-old' } },
    },
  };
  return answer as Docker.ContainerInspectInfo;
}
const health = (Status: string, Output: string) => ({
  Health: { Status, Log: [{ Output: 'old' }, { Output }] },
});

const observedContainer = (it: Docker.ContainerInspectInfo, labId: string) =>
  observe(it, labId, new Set(['net-b', 'net-new']));

describe('adapters/docker/observed-container', () => {
  it('a network that was removed is none, though the container goes on naming it; one never joined yet is', () => {
    expect(observedContainer(found({}), 'x').networks).to.deep.equal(['a', 'b']);
  });

  it('tells the labels of what is ours only', () => {
    const labels = {
      'org.labstead.lab': 'labx01',
      'org.labstead.service': 'front',
      'org.labstead.config-hash': 'h',
    };
    const ours = observedContainer(found({}, labels), 'labx01');
    expect(ours).to.deep.include({ ours: true, service: 'front', configHash: 'h', networks: ['a', 'b'] });
    const theirs = observedContainer(found({}, labels), 'labx02');
    expect(theirs).to.include({ ours: false, service: undefined, configHash: undefined });
  });

  it('an exit code is told of what has left, not of what runs', () => {
    expect(observedContainer(found({ ExitCode: 0 }), 'x').exitCode).to.equal(undefined);
    expect(observedContainer(found({ Status: 'exited', ExitCode: 137 }), 'x').exitCode).to.equal(137);
    expect(observedContainer(found({ Status: 'restarting', ExitCode: 1 }), 'x').exitCode).to.equal(1);
  });

  it("tells the last health output, cut at a kilobyte on a letter's border", () => {
    const message = observedContainer(found(health('unhealthy', `${'é'.repeat(600)}\n`)), 'x').healthMessage;
    expect(message).to.equal('é'.repeat(512));
    const odd = observedContainer(found(health('unhealthy', `a${'é'.repeat(600)}`)), 'x').healthMessage;
    expect(odd).to.equal(`a${'é'.repeat(511)}`);
    expect(observedContainer(found(health('healthy', ' \n')), 'x').healthMessage).to.equal(undefined);
  });

  it('never started is no time at all', () => {
    const created = found({ Status: 'created', StartedAt: '0001-01-01T00:00:00Z' });
    expect(observedContainer(created, 'x').startedAt).to.equal(undefined);
    expect(observedContainer(found({}), 'x').startedAt).to.equal(Date.UTC(2026, 0, 1) + 500);
  });

  it('no health check is none, and a state it does not know is taken for dead', () => {
    expect(observedContainer(found({}), 'x').health).to.equal('none');
    expect(observedContainer(found({ Status: 'stopping' }), 'x').state).to.equal('dead');
  });
});
