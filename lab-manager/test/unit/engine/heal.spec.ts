import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import type { Job } from '../../../src/core/model/job.ts';
import { heal } from '../../../src/engine/heal.ts';
import { useRunner } from '../jobs/use-runner.ts';

describe('engine/heal', () => {
  const bench = useRunner();
  const labFiles = { applied: () => undefined };
  const listening = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;
  const nothing = { title: () => 'Heal', plan: () => Promise.resolve([]), outcome: () => 'Done.' };

  it('leaves nobody listening once the job has ended: a manager heals for months on one signal', async () => {
    const { signal } = new AbortController();
    const runner = bench.restart(nothing);
    runner.resume();
    expect(await heal(runner, labFiles, signal)).to.equal(true);
    expect(listening(signal)).to.equal(0);
  });

  it('leaves nobody listening when the manager stops, and the job to the next start', async () => {
    const halt = new AbortController();
    // Not resumed: the job stays queued.
    const runner = bench.restart(nothing);
    const healed = heal(runner, labFiles, halt.signal);
    halt.abort();
    expect(await healed).to.equal(false);
    expect(listening(halt.signal)).to.equal(0);
    let heard = false;
    const job = Object.defineProperty({}, 'id', { get: () => (heard = true) }) as Job;
    runner.events.emit('job:changed', job);
    expect(heard).to.equal(false);
    expect(bench.store.journal.unfinished()).to.have.lengthOf(1);
  });
});
