import { expect } from 'chai';
import type { Job } from '../../../src/core/model/job.ts';
import { LabError } from '../../../src/core/model/lab-error.ts';
import { sequence, type SequenceStep } from '../../../src/jobs/sequence.ts';
import type { JobDefinition } from '../../../src/jobs/job-definition.ts';
import { gate, request } from './support.ts';
import { useRunner } from './use-runner.ts';

describe('jobs/sequence', () => {
  const bench = useRunner();
  const states = (job: Job): string[] => job.steps.map(({ name, state }) => `${name} ${state}`);
  const job = (steps: readonly SequenceStep[]): JobDefinition => ({
    title: () => 'Do it',
    outcome: () => 'Done.',
    ...sequence(() => steps),
  });
  /** A step that puts its name into a set. */
  const adding = (world: Set<string>, name: string, more: Partial<SequenceStep> = {}): SequenceStep => ({
    name,
    sentence: `add ${name}`,
    probe: async () => world.has(name),
    do: async () => void world.add(name),
    undo: async () => void world.delete(name),
    ...more,
  });
  const impossible = adding(new Set(), 'impossible', {
    do: () => Promise.reject(new LabError('files.failed', 'It can not be done.')),
  });

  it('steps are done in order, and each is looked for only when its turn has come', async () => {
    // Stopping and starting again: at the start the last step looks as if it were done.
    const world = new Set(['running']);
    const order: string[] = [];
    const stopped: SequenceStep = {
      name: 'stop',
      sentence: 'stop',
      probe: async () => !world.has('running'),
      do: async () => void (world.delete('running') && order.push('stop')),
    };
    const started = adding(world, 'running', {
      do: async () => void (world.add('running') && order.push('start')),
    });
    const ended = await bench.run(job([stopped, started]));
    expect(order).to.deep.equal(['stop', 'start']);
    expect(states(ended)).to.deep.equal(['stop done', 'running done']);
  });

  it('what was there before is adopted, and stays when the job takes its own steps back in reverse order', async () => {
    const world = new Set(['there']);
    const undone: string[] = [];
    const adds = ['there', 'one', 'two'].map((name) =>
      adding(world, name, { undo: async () => void (world.delete(name) && undone.push(name)) }),
    );
    const ended = await bench.run(job([...adds, impossible]));
    expect(undone).to.deep.equal(['two', 'one']);
    expect([...world]).to.deep.equal(['there']);
    expect(ended).to.deep.include({ state: 'failed' });
    expect(ended.error?.message).to.equal('It can not be done.');
    expect(states(ended)).to.deep.equal([
      'adopt:there done',
      'one undone',
      'two undone',
      'impossible undone',
      'undo:impossible done',
      'undo:two done',
      'undo:one done',
    ]);
  });

  it('a step that broke off half-way is taken back as well', async () => {
    const world = new Set<string>();
    const half = adding(world, 'half', {
      probe: async () => false,
      do: async () => {
        world.add('half');
        throw new LabError('files.failed', 'The disk is gone.');
      },
    });
    await bench.run(job([half]));
    expect([...world]).to.deep.equal([]);
  });

  it('a step without a way back is left as it is', async () => {
    const world = new Set<string>();
    const { name, sentence, probe, do: work } = adding(world, 'for-ever');
    await bench.run(job([{ name, sentence, probe, do: work }, adding(world, 'passing'), impossible]));
    expect([...world]).to.deep.equal(['for-ever']);
  });

  it('a cancelled sequence is taken back too', async () => {
    const world = new Set<string>();
    const { passed, open } = gate();
    const waiting = adding(world, 'waiting', {
      do: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
          open();
        }),
    });
    const runner = bench.restart(job([adding(world, 'one'), waiting]));
    runner.resume();
    const { id } = runner.ask(request());
    await passed;
    runner.cancel(id);
    await runner.idle();
    expect([...world]).to.deep.equal([]);
    expect(bench.store.journal.get(id)).to.deep.include({ state: 'cancelled' });
  });
});
