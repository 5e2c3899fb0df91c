import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Job } from '../../../src/core/model/job.ts';
import { LabError } from '../../../src/core/model/lab-error.ts';
import { containerName } from '../../../src/core/names.ts';
import { someFacts } from '../../support/builders/a-lab-file.ts';
import { eventually } from '../../support/eventually.ts';
import { useRunningLab } from '../../support/use-running-lab.ts';

/** What glab and the codelab say while nobody works. */
const idle = '{"running_scenarios": 0, "queued_scenarios": 0, "unused_seconds": 60}';

const notes = 'dev-db-sample-notes';
const right = { services: [{ name: 'notes', kind: 'database' }] };

describe('engine: a reset of dev', function () {
  this.timeout(30_000);
  const bench = useRunningLab();
  let reached: (name: string) => void;

  beforeEach(async () => {
    reached = () => undefined;
    await declare(right);
    await bench.start(
      'name: Lab\nenvironments: { dev: { enabled: true } }\n',
      { failPoints: { reach: (name: string) => reached(name) } },
      () => ({ exitCode: 0, stdout: idle, stderr: '' }),
    );
    await eventually(() => state('dev-glab') === 'running' && state(notes) === 'running', 5000);
    await writeFile(bench.root.at('environments/dev/data/old'), '');
  });

  const declare = async (settings: object | string): Promise<void> => {
    const brick = bench.root.at('environments/dev/workspace/bricks/sample');
    await mkdir(brick, { recursive: true });
    const text = typeof settings === 'string' ? settings : JSON.stringify(settings);
    await writeFile(join(brick, 'settings.json'), text);
  };
  const state = (name: string) =>
    bench.running.lab.status().services.find((service) => service.name === name)?.state;
  const reset = async (): Promise<Job> => {
    const { id } = bench.running.runner.ask({
      kind: 'reset',
      params: { target: 'dev' },
      requestedBy: { actor: 'user-1', via: 'cli', requestId: undefined },
      whenBusy: 'wait',
    });
    await bench.running.runner.idle();
    return bench.store().journal.get(id)!;
  };
  const failures = ({ id }: Job): string[] =>
    bench
      .store()
      .journal.log(id, 0, 200)
      .map(({ line }) => line)
      .filter((line) => line.includes('failed'));
  const old = () => existsSync(bench.root.at('environments/dev/data/old'));

  it('that is cancelled puts all back, and blames nothing for what could not be there before either', async () => {
    const database = containerName(someFacts({}).labId, 'dev-testdb');
    bench.engine.removeByHand(database);
    bench.engine.addForeignContainer(database);
    reached = (name) => {
      if (name === 'setAside:data.after-done')
        bench.running.runner.cancel(bench.running.runner.busyWith()!.id);
    };
    const job = await reset();
    expect([job.state, old(), failures(job)]).to.deep.equal(['cancelled', true, []]);
  });

  describe('of which a brick is refused, whose database runs on', () => {
    const container = containerName(someFacts({}).labId, notes);
    const brickData = () => existsSync(bench.root.at('environments/dev/brick-db/sample.notes/old'));
    /** What was done to it and to its data, in order. */
    const done = ({ steps }: Job): string[] =>
      steps
        .map(({ name }) => name)
        .filter((name) => name.endsWith(`:${notes}`) || name.endsWith(':brick-db'));

    beforeEach(async () => {
      await writeFile(bench.root.at('environments/dev/brick-db/sample.notes/old'), '');
      await declare('{ "services": ');
      await bench.running.lab.doctor();
      expect(state(notes)).to.equal('running');
    });

    it('empties its data once it is stopped, and starts it on none once its brick is put right', async () => {
      const job = await reset();
      expect(job.state, job.outcome).to.equal('succeeded');
      expect(done(job)).to.deep.equal([`stopContainer:${notes}`, 'setAside:brick-db']);
      expect(brickData()).to.equal(false);
      await declare(right);
      await bench.running.lab.doctor();
      await eventually(() => state(notes) === 'running', 10_000);
    });

    it('has it run again where it is cancelled', async () => {
      reached = (name) => {
        if (name === 'setAside:brick-db.after-done')
          bench.running.runner.cancel(bench.running.runner.busyWith()!.id);
      };
      const job = await reset();
      expect([job.state, brickData(), failures(job)]).to.deep.equal(['cancelled', true, []]);
      expect(bench.engine.changes.filter((change) => change.endsWith(container)).slice(-2)).to.deep.equal([
        `stopContainer ${container}`,
        `startContainer ${container}`,
      ]);
    });

    it('has the rest of dev run again, too, where it is cancelled and that one does not start', async () => {
      reached = (name) => {
        if (name === 'setAside:brick-db.after-done')
          bench.running.runner.cancel(bench.running.runner.busyWith()!.id);
      };
      bench.engine.beforeChange = (change) => {
        if (change === `startContainer ${container}`) throw new LabError('docker.failed', 'It does not.');
      };
      const { steps } = await reset();
      const at = (name: string) => steps.findIndex((one) => one.name === name && one.state === 'done');
      expect(at('startContainer:dev-glab')).to.be.greaterThan(at('putBack:brick-db'));
    });
  });
});
