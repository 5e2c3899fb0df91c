import { expect } from 'chai';
import type { Job } from '../../../src/core/model/job.ts';
import { LabError } from '../../../src/core/model/lab-error.ts';
import type { JobDefinition } from '../../../src/jobs/job-definition.ts';
import { eventually } from '../../support/eventually.ts';
import { caught } from '../../support/caught.ts';
import { gate, oneRound, request, step } from './support.ts';
import { useRunner } from './use-runner.ts';

const states = (job: Job | undefined): string[] =>
  (job?.steps ?? []).map(({ name, state }) => `${name} ${state}`);

describe('jobs/job-runner', () => {
  const bench = useRunner();
  const get = (id: string): Job => bench.store.journal.get(id)!;

  it('a job runs to its end, step after step, and tells what came of it', async () => {
    const done: string[] = [];
    const job = await bench.run(
      oneRound([step('a', async () => void done.push('a')), step('b', async () => void done.push('b'), [0])]),
    );
    expect(done).to.deep.equal(['a', 'b']);
    expect(job).to.deep.include({ state: 'succeeded', outcome: 'Done.', error: undefined });
    expect(states(job)).to.deep.equal(['a done', 'b done']);
  });

  it("a step's intent is in the journal before its effect, and done only after it", async () => {
    const seen: string[] = [];
    const look = async (): Promise<void> => void seen.push(...states(bench.store.journal.unfinished()[0]));
    await bench.run(oneRound([step('a', look), step('b', look, [0])]));
    expect(seen).to.deep.equal(['a intent', 'b planned', 'a done', 'b intent']);
  });

  it('it is planned again until nothing is left', async () => {
    let left = 3;
    const job = await bench.run(
      oneRound([], {
        plan: async () => (left === 0 ? [] : [step(`left-${left}`, async () => void (left -= 1))]),
      }),
    );
    expect(states(job)).to.deep.equal(['left-3 done', 'left-2 done', 'left-1 done']);
  });

  it('a plan that never ends fails with what is still to do', async () => {
    const job = await bench.run(oneRound([], { plan: async () => [step('again', async () => undefined)] }));
    expect(job.steps).to.have.length(20);
    expect(job).to.deep.include({ state: 'failed' });
    expect(job.error?.code).to.equal('job.failed');
    expect(job.error?.message).to.contain('20 rounds; still to do: do again');
  });

  it('one job runs at a time, and the others follow in the order they were asked for', async () => {
    const order: string[] = [];
    const first = gate();
    const runner = bench.restart(
      oneRound([], {
        title: ({ target }) => target,
        plan: async (job) =>
          job.steps.length > 0
            ? []
            : [
                step('work', async () => {
                  order.push(`${job.title} begins`);
                  await first.passed;
                  order.push(`${job.title} ends`);
                }),
              ],
      }),
    );
    runner.resume();
    for (const target of ['one', 'two', 'three']) runner.ask(request({ params: { target } }));
    setTimeout(first.open, 5);
    await runner.idle();
    expect(order).to.deep.equal(
      ['one', 'two', 'three'].flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
  });

  it('who does not want to wait is refused, and told which job the lab is busy with', async () => {
    const { passed, open } = gate();
    const runner = bench.restart(oneRound([step('a', () => passed)]));
    runner.resume();
    const running = runner.ask(request());
    const refused = caught(() => runner.ask(request({ whenBusy: 'refuse' })));
    open();
    await runner.idle();
    expect(refused).to.include({ code: 'job.busy' });
    expect(refused.message).to.equal(`The lab is busy with job ${running.id}: Do it.`);
    expect(refused.details).to.deep.equal([{ path: 'job', message: running.id }]);
    expect(bench.store.journal.list({ limit: 9, before: undefined })).to.have.length(1);
  });

  it('what cannot be asked for leaves no job behind', () => {
    const runner = bench.restart(
      oneRound([], {
        title: () => {
          throw new LabError('service.unknown', 'There is no service x.');
        },
      }),
    );
    expect(caught(() => runner.ask(request()))).to.include({ code: 'service.unknown' });
    expect(bench.store.journal.list({ limit: 9, before: undefined })).to.deep.equal([]);
  });

  describe('when a step fails', () => {
    const boom = new LabError('image.unavailable', 'No such image.', { hint: 'Pull it.' });
    const failing = step('broken', async () => {
      throw boom;
    });

    it('those beside it finish, nothing new starts, and the job fails with that error', async () => {
      let finished = false;
      const beside = step('beside', async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        finished = true;
      });
      const job = await bench.run(
        oneRound([
          failing,
          beside,
          step('after-broken', async () => undefined, [0]),
          step('after-beside', async () => undefined, [1]),
        ]),
      );
      expect(finished).to.equal(true);
      expect(states(job)).to.deep.equal([
        'broken failed',
        'beside done',
        'after-broken superseded',
        'after-beside superseded',
      ]);
      expect(job).to.deep.include({ state: 'failed', outcome: 'Failed after 1 operation: No such image.' });
      expect(job.error).to.deep.equal({
        code: 'image.unavailable',
        message: 'No such image.',
        hint: 'Pull it.',
      });
    });

    it('what the job puts back is journalled too, round after round, and the job still fails with the first error', async () => {
      const job = await bench.run(
        oneRound([failing], {
          onFailure: async (so, ending) => {
            expect(ending).to.deep.include({ reason: 'failed', error: boom });
            expect(ending.step).to.include({ name: 'broken', state: 'failed' });
            return so.steps.length < 3 ? [step(`back-${so.steps.length}`, async () => undefined)] : [];
          },
        }),
      );
      expect(states(job)).to.deep.equal(['broken failed', 'back-1 done', 'back-2 done']);
      expect(job).to.deep.include({ state: 'failed' });
      expect(job.error?.code).to.equal('image.unavailable');
    });

    it('that a step failed is in the log, however much it said before', async () => {
      const talkative = step('talkative', async (report) => {
        for (let line = 0; line < 25_000; line += 1) report.log('again');
        throw boom;
      });
      const job = await bench.run(oneRound([talkative]));
      const end = bench.store.journal.log(job.id, 19_990, 99).map(({ line }) => line);
      expect(end).to.have.length(11);
      expect(end.at(-1)).to.equal(`Step 1 failed: ${boom.message}`);
    });

    it('putting back that fails as well is told in the log and changes nothing about the error', async () => {
      const again = step('back', async () => {
        throw new LabError('docker.failed', 'No engine.');
      });
      const job = await bench.run(oneRound([failing], { onFailure: async () => [again] }));
      expect(job.error?.code).to.equal('image.unavailable');
      expect(states(job)).to.deep.equal(['broken failed', 'back failed']);
      expect(bench.store.journal.log(job.id, 0, 9).at(-1)?.line).to.equal(
        'Putting things back failed: No engine.',
      );
    });

    it('a bug fails the job with what can be said, and its stack goes to the log', async () => {
      const bug = new TypeError('x is not a function');
      const job = await bench.run(oneRound([step('buggy', () => Promise.reject(bug))]));
      expect(job.error?.code).to.equal('internal');
      expect(job.error?.message).to.contain('x is not a function');
      expect(bench.errors).to.deep.equal([bug]);
    });

    it('a plan that cannot be made fails the job without a step', async () => {
      const job = await bench.run(oneRound([], { plan: () => Promise.reject(boom) }));
      expect(job).to.deep.include({ state: 'failed', steps: [] });
      expect(job.error?.code).to.equal('image.unavailable');
    });

    it('the next job runs all the same', async () => {
      let broken = true;
      const runner = bench.restart(
        oneRound([step('a', async () => (broken ? Promise.reject(boom) : undefined))]),
      );
      runner.resume();
      const first = runner.ask(request());
      await runner.idle();
      broken = false;
      const second = runner.ask(request());
      await runner.idle();
      expect([get(first.id).state, get(second.id).state]).to.deep.equal(['failed', 'succeeded']);
    });
  });

  describe('when a job is cancelled', () => {
    it('waits end early, nothing new starts, and what it put back is journalled', async () => {
      const { passed, open } = gate();
      const runner = bench.restart(
        oneRound(
          [
            step('short', async () => undefined),
            step(
              'wait',
              (_, signal) =>
                new Promise((_resolve, reject) => {
                  signal.addEventListener('abort', () => reject(signal.reason as Error));
                  open();
                }),
              [0],
            ),
            step('never', async () => undefined, [1]),
          ],
          {
            onFailure: async (job, ending) => {
              expect(ending.reason).to.equal('cancelled');
              if (job.steps.length > 3) return [];
              const back = step(
                'undo:short',
                async (_, signal) => expect(signal.aborted).to.equal(false) && undefined,
              );
              return [{ ...back, undoes: 'short' }];
            },
          },
        ),
      );
      runner.resume();
      const { id } = runner.ask(request());
      await passed;
      expect(runner.cancel(id).cancelRequested).to.equal(true);
      await runner.idle();
      expect(get(id)).to.deep.include({
        state: 'cancelled',
        outcome: 'Cancelled after 1 operation.',
        error: undefined,
      });
      expect(states(get(id))).to.deep.equal([
        'short undone',
        'wait superseded',
        'never superseded',
        'undo:short done',
      ]);
      const log = bench.store.journal.log(id, 0, 99).map(({ line }) => line);
      expect(log).to.include('Step 2 was cancelled.');
    });

    it('a short step that runs is finished first', async () => {
      const { passed, open } = gate();
      let finished = false;
      const runner = bench.restart(
        oneRound([
          step('a', async () => {
            open();
            await new Promise((resolve) => setTimeout(resolve, 5));
            finished = true;
          }),
          step('b', async () => undefined, [0]),
        ]),
      );
      runner.resume();
      const { id } = runner.ask(request());
      await passed;
      runner.cancel(id);
      await runner.idle();
      expect(finished).to.equal(true);
      expect(states(get(id))).to.deep.equal(['a done', 'b superseded']);
    });

    it('one that waits for its turn is gone at once and never runs', async () => {
      const { passed, open } = gate();
      const runner = bench.restart(oneRound([step('a', () => passed)]));
      runner.resume();
      runner.ask(request());
      const { id } = runner.ask(request());
      expect(runner.cancel(id)).to.deep.include({
        state: 'cancelled',
        outcome: 'Cancelled before it started.',
      });
      open();
      await runner.idle();
      expect(get(id).steps).to.deep.equal([]);
    });

    it('one that has ended, or never was, says so', async () => {
      const job = await bench.run(oneRound([]));
      expect(caught(() => bench.runner.cancel(job.id))).to.include({ code: 'job.not_cancellable' });
      expect(caught(() => bench.runner.cancel('01X'))).to.include({ code: 'job.not_found' });
    });
  });

  describe('when the manager stops in order', () => {
    it('waits end, and the job is taken up at the next start from what is there', async () => {
      const { passed, open } = gate();
      const there = new Set<string>();
      const add =
        (name: string): (() => Promise<void>) =>
        async () =>
          void there.add(name);
      const definition = (wait: boolean): Parameters<typeof bench.restart>[0] => ({
        ...oneRound([]),
        plan: async () => {
          if (there.has('b')) return [];
          const waiting = step('b', (_, signal) => {
            if (!wait) return add('b')();
            open();
            return new Promise((_resolve, reject) =>
              signal.addEventListener('abort', () => reject(signal.reason as Error)),
            );
          });
          return there.has('a') ? [waiting] : [step('a', add('a')), { ...waiting, after: [0] }];
        },
      });
      const first = bench.restart(definition(true));
      first.resume();
      const { id } = first.ask(request());
      const queued = first.ask(request());
      await passed;
      await first.stop();
      expect(get(id).state).to.equal('running');
      expect(states(get(id))).to.deep.equal(['a done', 'b intent']);

      const second = bench.restart(definition(false));
      expect(get(id).state, 'nothing happens before resume').to.equal('running');
      second.resume();
      await second.idle();
      expect(states(get(id))).to.deep.equal(['a done', 'b superseded', 'b done']);
      expect(get(id).steps[1]?.detail).to.equal('the manager restarted');
      expect([get(id).state, get(queued.id).state]).to.deep.equal(['succeeded', 'succeeded']);
    });
  });

  it('while the journal cannot be written nothing is done, and the job goes on by itself afterwards', async () => {
    const there = new Set<string>();
    const effectsAtRefusal: number[] = [];
    let refusals = 3;
    const full = new LabError('store.full', 'The disk is full.');
    const runner = bench.restart(
      {
        ...oneRound([]),
        plan: async () =>
          ['a', 'b']
            .filter((name) => !there.has(name))
            .map((name) => step(name, async () => void there.add(name))),
      },
      {
        failPoints: {
          // Where the journal is about to be written: the real one then throws just like this.
          reach: (name) => {
            if (!/before-intent|after$/.test(name) || refusals === 0) return;
            refusals -= 1;
            effectsAtRefusal.push(there.size);
            throw full;
          },
        },
      },
    );
    runner.resume();
    const { id } = runner.ask(request());
    await runner.idle();
    expect(effectsAtRefusal[0]).to.equal(0);
    expect(bench.errors).to.deep.equal([full, full]);
    expect(get(id).state).to.equal('succeeded');
    expect(
      states(get(id)).filter((state) => state.endsWith('planned') || state.endsWith('intent')),
    ).to.deep.equal([]);
  });

  it('ids sort by age, also after the clock was put back', () => {
    let now = Date.parse('2030-01-01T00:00:00Z');
    const clock = { now: () => now, monotonic: () => 0 };
    const ids: string[] = [];
    for (const at of ['2030-01-01', '2029-01-01', '2029-01-01', '2031-01-01']) {
      now = Date.parse(at);
      const runner = bench.restart(oneRound([]), { clock });
      ids.push(runner.ask(request()).id, runner.ask(request()).id);
    }
    expect(ids).to.deep.equal(ids.toSorted());
    expect(new Set(ids).size).to.equal(8);
  });

  it('only so many finished jobs are remembered', async () => {
    const runner = bench.restart(oneRound([]), { keep: 2 });
    runner.resume();
    const ids = [1, 2, 3, 4].map(() => runner.ask(request()).id);
    await runner.idle();
    expect(bench.store.journal.list({ limit: 9, before: undefined }).map((job) => job.id)).to.deep.equal(
      ids.slice(2).toReversed(),
    );
  });

  describe('while a job only waits', () => {
    const waiting = gate();
    const waitsFor = (passed: Promise<void>, acts: string[]): JobDefinition => ({
      ...oneRound([]),
      plan: async ({ kind, steps }) => {
        const done = steps.filter(({ state }) => state === 'done').length;
        if (kind !== 'stop') return done > 0 ? [] : [step(kind, async () => void acts.push(kind))];
        if (done > 0) return done > 1 ? [] : [step('stop', async () => void acts.push('stop'))];
        const wait = step('wait', (_report, signal) =>
          Promise.race([
            passed,
            new Promise<void>((_, reject) =>
              signal.addEventListener('abort', () => reject(signal.reason as Error)),
            ),
          ]),
        );
        return [{ ...wait, waits: true }];
      },
    });
    const asked = (kind: 'stop' | 'start' | 'restart' | 'heal', target: string, via: 'cli' | 'lab' = 'cli') =>
      request({ kind, params: { target }, requestedBy: { actor: 'someone', via, requestId: undefined } });

    it('others pass, healing among them, but for those that a person asks for about the same', async () => {
      const { passed, open } = gate();
      const acts: string[] = [];
      const runner = bench.restart(waitsFor(passed, acts));
      runner.resume();
      const { id } = runner.ask(asked('stop', 'prod'));
      await eventually(() => runner.busyWith() === undefined && get(id).state === 'running', 3000);
      const same = () => runner.ask({ ...asked('restart', 'prod-glab'), whenBusy: 'refuse' });
      expect(caught(same)).to.include({ code: 'job.busy' });
      const after = runner.ask(asked('restart', 'prod-db'));
      runner.ask({ ...asked('start', 'dev'), whenBusy: 'refuse' });
      runner.ask(asked('heal', 'lab', 'lab'));
      await eventually(() => acts.length === 2, 3000);
      expect(acts).to.deep.equal(['start', 'heal']);
      expect(get(after.id).state).to.equal('queued');
      open();
      await runner.idle();
      expect(acts).to.deep.equal(['start', 'heal', 'stop', 'restart']);
    });

    it('it goes on only once the one that passed has ended', async () => {
      const { passed, open } = gate();
      const acts: string[] = [];
      const long = gate();
      const definition = waitsFor(passed, acts);
      const runner = bench.restart({
        ...definition,
        plan: async (job, context) =>
          job.kind === 'start' && job.steps.length === 0
            ? [step('long', async () => long.passed.then(() => void acts.push('long')))]
            : definition.plan(job, context),
      });
      runner.resume();
      runner.ask(asked('stop', 'prod'));
      const other = runner.ask(asked('start', 'dev'));
      const third = runner.ask(asked('stop', 'dev'));
      await eventually(() => get(other.id).steps[0]?.state === 'intent', 3000);
      open();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(acts).to.deep.equal([]);
      long.open();
      await runner.idle();
      expect(acts.slice(0, 2)).to.deep.equal(['long', 'stop']);
      expect(get(third.id).state).to.equal('succeeded');
    });

    it('it can be cancelled, and is taken up where the manager stopped', async () => {
      const acts: string[] = [];
      let runner = bench.restart(waitsFor(waiting.passed, acts));
      runner.resume();
      const { id } = runner.ask(asked('stop', 'prod'));
      await eventually(() => runner.busyWith() === undefined && get(id).state === 'running', 3000);
      await runner.stop();
      expect(get(id).state).to.equal('running');
      runner = bench.restart(waitsFor(waiting.passed, acts));
      runner.resume();
      await eventually(() => runner.busyWith() === undefined, 3000);
      runner.cancel(id);
      await runner.idle();
      expect(get(id).state).to.equal('cancelled');
      expect(acts).to.deep.equal([]);
    });
  });
});
