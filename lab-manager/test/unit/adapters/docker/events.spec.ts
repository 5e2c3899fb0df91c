import { expect } from 'chai';
import { engineEvent } from '../../../../src/adapters/docker/events.ts';

const lab = 'labx01';
const line = (Type: string, Action: string, Attributes: Record<string, string>) => ({
  Type,
  Action,
  Actor: { ID: 'abc', Attributes },
});

describe('adapters/docker/events', () => {
  it("a container's event is the lab's by its label", () => {
    const ours = { name: 'labx01-front', 'org.labstead.lab': lab };
    expect(engineEvent(line('container', 'die', ours), lab)).to.deep.equal({
      type: 'container',
      action: 'die',
      name: 'labx01-front',
    });
    expect(engineEvent(line('container', 'die', { ...ours, 'org.labstead.lab': 'other1' }), lab)).to.equal(
      undefined,
    );
    expect(engineEvent(line('container', 'die', { name: 'labx01-front' }), lab)).to.equal(undefined);
  });

  it("a network's event is the lab's by its name", () => {
    expect(engineEvent(line('network', 'connect', { name: 'labx01-edge-prod' }), lab)?.type).to.equal(
      'network',
    );
    expect(engineEvent(line('network', 'connect', { name: 'bridge' }), lab)).to.equal(undefined);
  });

  it('health is told with its outcome; the probes themselves wake nobody', () => {
    const ours = { name: 'labx01-front', 'org.labstead.lab': lab };
    const healthy = engineEvent(line('container', 'health_status: healthy', ours), lab);
    expect(healthy?.action).to.equal('health_status: healthy');
    expect(engineEvent(line('container', 'exec_start: /healthcheck', ours), lab)).to.equal(undefined);
  });

  it('what it does not know is passed over', () => {
    expect(engineEvent({}, lab)).to.equal(undefined);
    expect(engineEvent(line('volume', 'create', {}), lab)).to.equal(undefined);
    expect(engineEvent(line('image', 'untag', { name: 'x:1' }), lab)?.name).to.equal('x:1');
  });
});
