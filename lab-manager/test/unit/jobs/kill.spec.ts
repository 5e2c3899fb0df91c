import { expect } from 'chai';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Job } from '../../../src/core/model/job.ts';
import { childProgram, type Child, type ChildProgram } from '../../support/child-program.ts';
import { fileJob, prepareWorld, worldOf, type FileJob } from './file-jobs.ts';
import { request } from './support.ts';
import { useRunner } from './use-runner.ts';

const obligations: { kind: FileJob; sentence: string; world: string[]; state: Job['state'] }[] = [
  {
    kind: 'build',
    sentence: 'a planned job is done to its end',
    world: ['kept', 'part-a', 'part-b', 'sum', 'whole'],
    state: 'succeeded',
  },
  {
    kind: 'fail',
    sentence: 'what a job that fails did is taken back, all of it and nothing else',
    world: ['kept'],
    state: 'failed',
  },
];

describe('jobs after kill -9', function () {
  this.timeout(120_000);
  const bench = useRunner();
  let manager: ChildProgram;
  before(() => (manager = childProgram(join(import.meta.dirname, 'file-jobs.child.ts'))));
  after(() => manager.remove());
  const folder = (): string => join(bench.temp.directory, 'world');
  const anew = (): void => {
    bench.temp.close();
    for (const part of ['world', 'state'])
      rmSync(join(bench.temp.directory, part), { recursive: true, force: true });
    prepareWorld(folder());
    mkdirSync(join(bench.temp.directory, 'state'));
  };

  /** Every place at which a whole run of the job can be killed, in order; the second visit of one bears `#2`. */
  async function failPoints(kind: FileJob): Promise<string[]> {
    anew();
    const visits = new Map<string, number>();
    const points: string[] = [];
    const runner = bench.restart(fileJob(kind, folder()), {
      failPoints: {
        reach: (name) => {
          visits.set(name, (visits.get(name) ?? 0) + 1);
          points.push(`${name}#${visits.get(name)}`);
        },
      },
    });
    runner.resume();
    runner.ask(request());
    await runner.idle();
    return points;
  }

  async function killedAt(point: string, kind: FileJob, ask: boolean): Promise<Child> {
    const state = join(bench.temp.directory, 'state');
    const child = manager.start([state, folder(), kind, ask ? 'ask' : '-'], { LABSTEAD_FAIL_POINT: point });
    const { signal, code, errors } = await child.ended;
    if (signal !== 'SIGKILL') expect(code, errors).to.equal(0);
    return child;
  }

  /** What must hold at any moment, however the manager died. */
  function expectTrueJournal(point: string, children: readonly Child[], jobs: readonly Job[]): void {
    const told = children.flatMap((child) => child.lines).map((line) => line.split(' '));
    for (const [what, id, seq] of told) {
      const job = jobs.find((candidate) => candidate.id === id);
      expect(job, `${point}: job ${id} was accepted`).not.to.equal(undefined);
      if (what !== 'done') continue;
      const step = job!.steps.find((candidate) => candidate.seq === Number(seq));
      expect(step?.state, `${point}: step ${seq} was told to be done`).to.be.oneOf(['done', 'undone']);
    }
    const intended = new Set(
      jobs.flatMap((job) =>
        job.steps.filter((step) => step.startedAt !== undefined).map((step) => step.name),
      ),
    );
    for (const thing of worldOf(folder()))
      if (thing !== 'kept')
        expect(intended.has(thing), `${point}: ${thing} was written ahead`).to.equal(true);
  }

  for (const { kind, sentence, world, state } of obligations) {
    it(`${sentence}, wherever the manager was killed`, async () => {
      const points = await failPoints(kind);
      expect(points.length).to.be.greaterThan(12);
      for (const [index, point] of points.entries()) {
        anew();
        const children = [await killedAt(point, kind, true)];
        expect((await children[0]!.ended).signal, `${point} is reached`).to.equal('SIGKILL');
        // Now and then the manager is killed once more, while it takes the job up again.
        if (index % 4 === 0)
          children.push(await killedAt(points[(index * 7 + 5) % points.length]!, kind, false));

        const runner = bench.restart(fileJob(kind, folder()), {}, join(bench.temp.directory, 'state'));
        const { journal } = bench.store;
        expectTrueJournal(point, children, journal.list({ limit: 9, before: undefined }));
        runner.resume();
        await runner.idle();

        const [job, ...others] = journal.list({ limit: 9, before: undefined });
        expect(others, point).to.deep.equal([]);
        expect(job?.state, point).to.equal(state);
        expect(worldOf(folder()), point).to.deep.equal(world);
        const open = job!.steps.filter((step) => step.state === 'intent' || step.state === 'planned');
        expect(open, point).to.deep.equal([]);
        expectTrueJournal(point, children, [job!]);
        expect(bench.errors, point).to.deep.equal([]);
      }
    });
  }
});
