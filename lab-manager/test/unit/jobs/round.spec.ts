import { expect } from 'chai';
import fc from 'fast-check';
import { checkEdges, runRound } from '../../../src/jobs/round.ts';
import type { PlannedStep } from '../../../src/jobs/job-definition.ts';
import { step } from './support.ts';

/** Steps in any shape a plan may have, how long each takes (in turns of the event loop), and which ones fail. */
const rounds = fc
  .array(fc.record({ edges: fc.array(fc.nat(), { maxLength: 4 }), turns: fc.nat(5), fails: fc.nat(9) }), {
    maxLength: 25,
  })
  .map((parts) =>
    parts.map(({ edges, turns, fails }, index) => ({
      planned: step(
        `s${index}`,
        async () => undefined,
        index === 0 ? [] : [...new Set(edges.map((edge) => edge % index))],
      ),
      turns,
      fails: fails === 0,
    })),
  );

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('jobs/round', () => {
  it('in whatever order steps end: each starts once, after all it waits for, and nobody works on when it is over', async () => {
    await fc.assert(
      fc.asyncProperty(rounds, async (round) => {
        const started: number[] = [];
        const ended = new Set<number>();
        let running = 0;
        let failed = false;
        const planned = round.map((part) => part.planned);
        await runRound(
          planned,
          async (index) => {
            expect(failed, 'nothing starts after a failure').to.equal(false);
            for (const before of planned[index]!.after) expect(ended.has(before)).to.equal(true);
            started.push(index);
            running += 1;
            expect(running).to.be.at.most(8);
            await turns(round[index]!.turns);
            running -= 1;
            if (round[index]!.fails) failed = true;
            else ended.add(index);
            return !round[index]!.fails;
          },
          () => !failed,
        );
        expect(running).to.equal(0);
        expect(new Set(started).size).to.equal(started.length);
        if (!failed) expect(started).to.have.length(round.length);
      }),
      { numRuns: 200 },
    );
  });

  it('what the journal throws is passed on once those that still run have ended', async () => {
    let slowEnded = false;
    const steps: PlannedStep[] = [step('broken', async () => undefined), step('slow', async () => undefined)];
    const round = runRound(
      steps,
      async (index) => {
        if (index === 0) throw new Error('no journal');
        await turns(5);
        slowEnded = true;
        return true;
      },
      () => true,
    );
    const outcome = await round.catch((error: unknown) => error);
    expect(outcome).to.have.property('message', 'no journal');
    expect(slowEnded).to.equal(true);
  });

  it('a round in which nothing may start ends at once', async () => {
    await runRound(
      [step('a', async () => undefined)],
      () => Promise.reject(new Error('it started')),
      () => false,
    );
  });

  it('a step that would wait for itself, a later one or none at all is refused', () => {
    for (const after of [[0], [1], [-1], [0.5]])
      expect(() => checkEdges([step('a', async () => undefined, after)]), String(after)).to.throw(
        "can't come after",
      );
  });
});
