import { expect } from 'chai';
import { containerFigures, machineFigures, sum } from '../../../../src/core/figures/rates.ts';
import { counted } from '../../../support/builders/counted.ts';

describe('core/figures/rates', () => {
  it('a rate is the difference of two readings over the time between them', () => {
    const before = counted({
      cpuSeconds: 10,
      receivedBytes: 1000,
      sentBytes: 0,
      readBytes: 5,
      writtenBytes: 7,
    });
    const now = counted({
      cpuSeconds: 25,
      receivedBytes: 4000,
      sentBytes: 60,
      readBytes: 5,
      writtenBytes: 37,
    });
    expect(containerFigures(now, before, 30)).to.include({
      cpu: 0.5,
      received: 100,
      sent: 2,
      read: 0,
      written: 1,
    });
  });

  it('a first reading tells what is held and no rate', () => {
    expect(containerFigures(counted({ memoryBytes: 5, pids: 3 }), undefined, 30)).to.deep.equal({
      memory: 5,
      pids: 3,
    });
  });

  it('a counter that fell tells no rate, and the others tell theirs', () => {
    const figures = containerFigures(
      counted({ cpuSeconds: 1, sentBytes: 90 }),
      counted({ cpuSeconds: 500, sentBytes: 30 }),
      30,
    );
    expect(figures).to.not.have.property('cpu');
    expect(figures.sent).to.equal(2);
  });

  it('two readings at the same moment tell no rate', () => {
    const figures = containerFigures(counted({ cpuSeconds: 1 }), counted({ cpuSeconds: 0 }), 0);
    expect(figures).to.not.have.property('cpu');
  });

  it('the machine never uses more than its cores, whatever the steps of the kernel’s count make of it', () => {
    const at = (busySeconds: number) => ({
      cores: 2,
      busySeconds,
      memoryBytes: 1,
      memoryTotalBytes: 2,
      load: [0.5, 0, 0] as const,
    });
    expect(machineFigures(at(106.1), at(100), 3).cpu).to.equal(2);
    expect(machineFigures(at(101.5), at(100), 3)).to.deep.equal({ memory: 1, load: 0.5, cpu: 0.5 });
  });

  it('a sum is of all of them or there is none: a part would pass for the whole', () => {
    expect(sum([{ cpu: 1, memory: 5 }, { memory: 7 }], ['cpu', 'memory', 'pids'])).to.deep.equal({
      memory: 12,
    });
    expect(sum([{ memory: 5 }, {}], ['memory'])).to.deep.equal({});
    expect(sum([], ['memory'])).to.deep.equal({});
  });
});
