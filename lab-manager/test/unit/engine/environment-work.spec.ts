import { expect } from 'chai';
import { LabError } from '../../../src/core/model/lab-error.ts';
import { workWords } from '../../../src/core/ondemand/work-words.ts';
import { workInside } from '../../../src/engine/environment-work.ts';

type Ran = { exitCode: number; stdout: string };

describe('engine/environment-work: whether the codelab is used', () => {
  const unused = (result: Ran | LabError, environment = 'dev') => asking(result).unusedMs(environment);
  const work = (result: Ran | LabError) => asking(result).hold('dev-codelab', 60);
  const asking = (result: Ran | LabError) =>
    workInside({
      engine: {
        exec: (container, argv) => {
          expect([container, ...argv]).to.deep.equal(['lab1-dev-codelab', 'codelab-unused']);
          return result instanceof LabError
            ? Promise.reject(result)
            : Promise.resolve({ ...result, stderr: '' });
        },
      },
      memories: { noteQueued: () => undefined },
      labId: () => 'lab1',
    });

  it('it tells for how long it was not', async () => {
    expect(await unused({ exitCode: 0, stdout: '{"unused_seconds": 0}' })).to.equal(0);
    expect(await unused({ exitCode: 0, stdout: '{"unused_seconds": 90.5}\n' })).to.equal(90_500);
    expect(await unused({ exitCode: 0, stdout: '{"unused_seconds": null}' })).to.equal(Infinity);
  });

  it('what has no codelab, and a codelab that doesn’t run, is used by nobody', async () => {
    for (const code of ['container.not_running', 'docker.not_found'] as const)
      expect(await unused(new LabError(code, 'gone')), code).to.equal(Infinity);
    expect(await unused({ exitCode: 1, stdout: '' }, 'prod')).to.equal(Infinity);
  });

  it('one that does not answer, or in other words, leaves it open', async () => {
    for (const [exitCode, stdout] of [
      [1, ''],
      // An image from before knows no such program.
      [127, 'not found'],
      [0, 'null'],
      [0, '{"unused_seconds": -1}'],
    ] as const)
      expect(await unused({ exitCode, stdout }), stdout).to.equal(undefined);
    expect(await unused(new LabError('docker.timeout', 'late'))).to.equal(undefined);
  });

  it('it tells how many cells and runs of tests go on, which are its work', async () => {
    const stdout = '{"unused_seconds": 0.0, "running": {"cells": 2, "tests": 1}}';
    expect(await work({ exitCode: 0, stdout })).to.deep.equal({
      running: 3,
      queued: 0,
      codelab: { cells: 2, tests: 1 },
    });
    const inTerminals = '{"unused_seconds": 0.0, "running": {"cells": 0, "tests": 0, "programs": 2}}';
    expect(await work({ exitCode: 0, stdout: inTerminals }), 'told, not waited for').to.deep.equal({
      running: 0,
      queued: 0,
      codelab: { cells: 0, tests: 0, programs: 2 },
    });
    expect((await work(new LabError('container.not_running', 'gone')))?.running).to.equal(0);
    expect(await work({ exitCode: 1, stdout: '' })).to.equal(undefined);
  });

  it('an older codelab, which counts nothing, has no work while it is unused, and otherwise says that some runs', async () => {
    expect((await work({ exitCode: 0, stdout: '{"unused_seconds": 9.5}' }))?.running).to.equal(0);
    expect((await work({ exitCode: 0, stdout: '{"unused_seconds": null}' }))?.running).to.equal(0);
    const some = await work({ exitCode: 0, stdout: '{"unused_seconds": 0.0}' });
    expect(some?.running).to.equal(1);
    expect(some && workWords('dev-codelab', some)).to.equal(
      'a cell of a notebook, or a run of a brick’s tests, is going on in the codelab',
    );
  });
});
