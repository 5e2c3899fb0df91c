import { mock } from 'node:test';
import { expect } from 'chai';
import { LabError } from '../../../src/core/model/lab-error.ts';
import { develop } from '../../../src/engine/develop.ts';
import { eventually } from '../../support/eventually.ts';
import { refused } from '../../support/refused.ts';

describe('engine/develop', () => {
  const answers = (exitCode: number, stdout: string) =>
    develop({ exec: () => Promise.resolve({ exitCode, stdout, stderr: '' }) }, () => 'lab1');
  const waits = new AbortController().signal;
  const passed = { exitCode: 0, stdout: '1 passed', stderr: '' };

  it('what dev-glab loaded is told brick by brick', async () => {
    const bricks = [{ name: 'sample', version: '1.0.0', status: 'loaded', error: null }];
    expect(await answers(0, JSON.stringify({ bricks })).reloadDev()).to.deep.equal(bricks);
  });

  it('an answer that was cut, or is none, is an error that says where to look', async () => {
    for (const cut of ['{"bricks": [{"name": "sam', '', '{"bricks": 1}']) {
      const error = await refused('brick.reload_failed', () => answers(0, cut).reloadDev());
      expect(error.hint).to.include('labctl logs dev-glab');
    }
  });

  it('tests that were cut off have no result, and say so; tests that failed have one', async () => {
    await refused('brick.tests_cut', () => answers(137, 'collected 3 items').testBrick('sample', waits));
    const failed = await answers(1, '1 failed').testBrick('sample', waits);
    expect(failed).to.deep.equal({ exitCode: 1, output: '1 failed' });
  });

  it('four runs of tests go side by side, a fifth is refused until one has ended', async () => {
    const ends: (() => void)[] = [];
    const { testBrick } = develop(
      {
        exec: (_container, argv) =>
          argv[0] === 'touch'
            ? Promise.resolve(passed)
            : new Promise((resolve) => {
                ends.push(() => resolve(passed));
              }),
      },
      () => 'lab1',
    );
    const runs = Array.from({ length: 4 }, () => testBrick('sample', waits));
    await eventually(() => ends.length === 4, 1000);
    const error = await refused('brick.tests_busy', () => testBrick('sample', waits));
    expect([error.message.slice(0, 6), error.retryAfterSeconds]).to.deep.equal(['4 runs', 10]);
    ends[0]?.();
    await runs[0];
    runs.push(testBrick('sample', waits));
    await eventually(() => ends.length === 5, 1000);
    for (const end of ends) end();
    expect((await Promise.all(runs)).map(({ exitCode }) => exitCode)).to.deep.equal([0, 0, 0, 0, 0]);
  });

  /** One run of tests that goes on until it is ended, with the lab's clock in the test's hands. */
  const running = (touch: (times: number) => Promise<typeof passed>) => {
    mock.timers.enable({ apis: ['setInterval'] });
    const touched: string[] = [];
    const ended = Promise.withResolvers<typeof passed>();
    const begun = Promise.withResolvers<undefined>();
    const exec = (_container: string, [program, ...words]: readonly string[]) => {
      if (program === 'touch') return touch(touched.push(words.slice(0, -1).join(' ')));
      begun.resolve(undefined);
      return ended.promise;
    };
    const run = develop({ exec }, () => 'lab1').testBrick('sample', waits);
    return { touched, begun: begun.promise, run, end: () => ended.resolve(passed) };
  };
  afterEach(() => mock.timers.reset());

  it('a run is kept going as long as this manager waits for it, and no longer', async () => {
    const { touched, begun, run, end } = running(() => Promise.resolve(passed));
    await begun;
    mock.timers.tick(90_000);
    expect(touched, 'renewed every 30 seconds, never made again').to.deep.equal(['', '-c', '-c', '-c']);
    end();
    await run;
    mock.timers.tick(90_000);
    expect(touched).to.have.lengthOf(4);
  });

  it('an engine too busy to make a run’s lease fails no run: the lease is made later, and renewed from then on', async () => {
    const busy = new LabError('docker.timeout', 'It took too long.', { hint: 'Wait.' });
    const { touched, begun, run, end } = running((times) =>
      times < 3 ? Promise.reject(busy) : Promise.resolve(passed),
    );
    await begun;
    for (let times = 0; times < 3; times += 1) {
      mock.timers.tick(30_000);
      await new Promise(setImmediate);
    }
    expect(touched).to.deep.equal(['', '', '', '-c']);
    end();
    expect(await run).to.deep.equal({ exitCode: 0, output: '1 passed' });
  });

  it('a run that nobody waits for any more is ended inside, by its own name, and gives its place back', async () => {
    const called: (readonly string[])[] = [];
    const { testBrick } = develop(
      {
        exec: (_container, argv) => {
          called.push(argv);
          if (argv[0] !== 'brick-test') return Promise.resolve(passed);
          return Promise.reject(new LabError('job.cancelled', 'Given up.'));
        },
      },
      () => 'lab1',
    );
    for (let run = 0; run < 5; run += 1)
      await refused('job.cancelled', () => testBrick('sample', AbortSignal.abort()));
    const names = called.filter(([program]) => program === 'brick-test').map(([, , name = '']) => name);
    expect(names[0]).to.match(/^[0-9a-f]{16}$/);
    expect(new Set(names).size, 'no two runs have one name').to.equal(5);
    expect(called).to.deep.equal(
      names.flatMap((name) => [
        ['touch', `/tmp/brick-test-${name}.lease`],
        ['brick-test', '--run', name, 'sample'],
        ['pkill', '-TERM', '-f', `brick-test --run ${name}`],
      ]),
    );
  });
});
