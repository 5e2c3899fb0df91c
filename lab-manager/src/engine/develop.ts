import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { parsedJson } from '../core/json.ts';
import { containerName } from '../core/names.ts';
import { LabError } from '../core/model/lab-error.ts';
import type { ContainerEngine } from '../core/ports.ts';
import type { Lab } from './lab.ts';
import { loadedBrick } from './loaded-brick.ts';
import { lastLine, testOutcome } from './test-outcome.ts';

/** Bricks are imported to be inspected; one that hangs is given up after two minutes, by glab itself. */
const reloadSeconds = 150;
/** Inside, a run ends by itself after an hour, and says so. */
const testSeconds = 3600 + 60;
const endSeconds = 10;
/** Inside, a run ends by itself once this was not renewed for two minutes: who asked is gone then, this manager included. */
const leaseEveryMs = 30_000;
/** Each is a Python of its own, beside editors and notebooks that people work in. */
const testsAtOnce = 4;

const reloaded = z.object({ bricks: z.array(loadedBrick) });

/** What is done inside the containers of the development environment, by their own programs. */
export function develop(
  engine: Pick<ContainerEngine, 'exec'>,
  labId: () => string,
): Pick<Lab, 'reloadDev' | 'testBrick'> {
  const nameOf = (service: string) => containerName(labId(), service);
  let testing = 0;
  return {
    async reloadDev() {
      const { exitCode, stdout, stderr } = await engine.exec(
        nameOf('dev-glab'),
        ['labstead-glab', 'reload'],
        reloadSeconds,
      );
      const answer = exitCode === 0 ? reloaded.safeParse(parsedJson(stdout)) : undefined;
      if (answer?.success === true) return answer.data.bricks;
      const said =
        exitCode === 0 ? 'its answer can’t be read' : lastLine(stdout + stderr) || 'it said nothing';
      throw new LabError('brick.reload_failed', `The reload of dev-glab failed: ${said}.`, {
        hint: 'See its log: labctl logs dev-glab.',
      });
    },
    async testBrick(brick, signal) {
      if (testing >= testsAtOnce) throw tooManyTests();
      testing += 1;
      try {
        return await runTests(engine, nameOf('dev-codelab'), brick, signal);
      } finally {
        testing -= 1;
      }
    },
  };
}

/** The engine can't end what it began: a run that nobody waits for any more is ended by its name, inside. */
async function runTests(
  engine: Pick<ContainerEngine, 'exec'>,
  container: string,
  brick: string,
  signal: AbortSignal,
): ReturnType<Lab['testBrick']> {
  const run = randomBytes(8).toString('hex');
  const argv = ['brick-test', '--run', run, brick];
  const endLease = await keepLease(engine, container, `/tmp/brick-test-${run}.lease`);
  try {
    return testOutcome(brick, await engine.exec(container, argv, testSeconds, signal));
  } catch (error) {
    const end = ['pkill', '-TERM', '-f', `brick-test --run ${run}`];
    // The first error is what counts; a container that is gone has no run left either.
    await engine.exec(container, end, endSeconds).catch(() => undefined);
    throw error;
  } finally {
    endLease();
  }
}

/** Makes it, and renews it until it is ended. What a busy engine fails to do is no error: the next time is soon enough. */
async function keepLease(
  engine: Pick<ContainerEngine, 'exec'>,
  container: string,
  lease: string,
): Promise<() => void> {
  let made = false;
  const touch = async () => {
    // What has ended took its lease with it, and isn't given one again.
    const argv = made ? ['touch', '-c', lease] : ['touch', lease];
    const touched = await engine.exec(container, argv, endSeconds).catch(() => undefined);
    made ||= touched?.exitCode === 0;
  };
  await touch();
  const renewing = setInterval(() => void touch(), leaseEveryMs);
  return () => clearInterval(renewing);
}

const tooManyTests = (): LabError =>
  new LabError('brick.tests_busy', `${testsAtOnce} runs of tests are going on, which is as many as may.`, {
    hint: 'Wait until one has ended, or run `dev test` in a terminal of the codelab.',
    retryAfterSeconds: 10,
  });
