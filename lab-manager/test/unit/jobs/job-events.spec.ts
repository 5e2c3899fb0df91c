import { expect } from 'chai';
import type { Job } from '../../../src/core/model/job.ts';
import { oneRound, request, step } from './support.ts';
import { useRunner } from './use-runner.ts';

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('jobs/job-events', () => {
  const bench = useRunner();

  it('who listens hears of every state of the job, and of its end with all its steps', async () => {
    const runner = bench.restart(oneRound([step('a', async () => undefined)]));
    const heard: Job[] = [];
    runner.events.on('job:changed', (job) => heard.push(job));
    runner.resume();
    runner.ask(request());
    await runner.idle();
    expect([...new Set(heard.map((job) => job.state))]).to.deep.equal(['queued', 'running', 'succeeded']);
    expect(heard.at(-1)).to.deep.equal(bench.store.journal.list({ limit: 1, before: undefined })[0]);
    await sleep(120);
    expect(heard.at(-1)?.state, 'nothing comes after the end').to.equal('succeeded');
  });

  it('a step that talks all the time is written down and told a few times a second, and its last word is kept', async () => {
    const runner = bench.restart(
      oneRound([
        step('busy', async (report) => {
          for (let part = 0; part <= 1000; part += 1) {
            report.progress(part / 1000, `part ${part}`);
            if (part % 100 === 0) await sleep(40);
          }
        }),
      ]),
    );
    let told = 0;
    const began = performance.now();
    runner.events.on('job:changed', () => (told += 1));
    runner.resume();
    const { id } = runner.ask(request());
    await runner.idle();
    expect(bench.store.journal.get(id)?.steps[0]).to.deep.include({
      state: 'done',
      progress: 1,
      detail: 'part 1000',
    });
    // Ten times a second at most, and once for each of its states.
    expect(told).to.be.within(5, (performance.now() - began) / 100 + 6);
  });

  it('a progress beyond its bounds is kept within them', async () => {
    const job = await bench.run(
      oneRound([
        step('much', async (report) => report.progress(1.2, 'more than all')),
        step('little', async (report) => report.progress(-1, 'less than nothing')),
        step('unknown', async (report) => report.progress(undefined, 'who knows')),
      ]),
    );
    expect(job.steps.map(({ progress }) => progress)).to.deep.equal([1, 0, undefined]);
  });

  it('every line of the log is kept and told, in order', async () => {
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`);
    const runner = bench.restart(oneRound([step('talks', async (report) => lines.forEach(report.log))]));
    const heard: string[] = [];
    runner.events.on('job:log', ({ line }) => heard.push(line));
    runner.resume();
    const { id } = runner.ask(request());
    await runner.idle();
    const all = ['Step 1 begins: do talks.', ...lines, 'Step 1 is done.'];
    expect(heard).to.deep.equal(all);
    expect(bench.store.journal.log(id, 0, 1000).map(({ line }) => line)).to.deep.equal(all);
  });

  it('a listener that throws disturbs neither the job nor the other listeners', async () => {
    const runner = bench.restart(oneRound([step('a', async () => undefined)]));
    const heard: string[] = [];
    runner.events.on('job:changed', () => {
      throw new Error('the listener broke');
    });
    const stop = runner.events.on('job:changed', (job) => heard.push(job.state));
    runner.resume();
    const { id } = runner.ask(request());
    await runner.idle();
    expect(bench.store.journal.get(id)?.state).to.equal('succeeded');
    expect(heard.at(-1)).to.equal('succeeded');
    expect(bench.errors.length).to.equal(heard.length);
    stop();
    runner.ask(request());
    await runner.idle();
    expect(bench.errors.length).to.be.greaterThan(heard.length);
  });
});
