import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { devParts } from '../../../src/core/desired/dev-parts.ts';
import type { Job, JobParams } from '../../../src/core/model/job.ts';
import { JobAges } from '../../../src/engine/job-ages.ts';
import { waitForWork } from '../../../src/engine/wait-for-work.ts';
import { resetWork } from '../../../src/engine/reset-work.ts';
import type { FailPoints, WaitingRestore } from '../../../src/core/ports.ts';
import type { PlannedStep } from '../../../src/jobs/job-definition.ts';
import { labJobs } from '../../../src/jobs/lab-jobs.ts';
import { caught } from '../../support/caught.ts';
import { realClock } from '../../support/real-clock.ts';
import { useTempFiles } from '../../support/temp-files.ts';
import { FolderLab } from './folder-lab.ts';
import { request, step } from './support.ts';
import { useRunner, wishesOf } from './use-runner.ts';

/** Dev on real directories; what its services run is in files. */
class DevLab extends FolderLab {
  override readonly services = [
    ...['dev-db', 'dev-glab', 'dev-codelab'],
    ...['dev-db-sample-notes', 'dev-app-sample-page'],
  ];
  home = '';
  /** What glab says it runs. */
  tasks = 0;
  readonly #waits = waitForWork(
    {
      ask: () => Promise.resolve({ running: this.tasks, queued: 0 }),
      hold: () => Promise.resolve({ running: this.tasks, queued: 0 }),
    },
    realClock,
    new JobAges(realClock),
  );

  override beforeStopping(job: Job): Promise<readonly PlannedStep[]> {
    return this.#waits.steps(job, ['dev']);
  }

  override async planRound(scope: { job: Job; puttingBack?: boolean }): Promise<readonly PlannedStep[]> {
    const missing = devParts(this.home, true).filter(({ path }) => !existsSync(path));
    return missing.length > 0
      ? missing.map(({ name, path }) => step(`ensureDirectory:${name}`, async () => void mkdirSync(path)))
      : super.planRound(scope);
  }
}

describe('jobs/reset', () => {
  const bench = useRunner();
  const root = useTempFiles();
  let lab: DevLab;

  const dev = (...parts: string[]) => root.at('environments', 'dev', ...parts);
  const content = () =>
    Object.fromEntries(
      readdirSync(dev())
        .sort()
        .map((name) => [name, readdirSync(dev(name))]),
    );
  const before = {
    'brick-db': ['old'],
    codelab: ['old'],
    data: ['old'],
    db: ['old'],
    workspace: ['old'],
  };

  beforeEach(async () => {
    const folder = root.at('containers');
    mkdirSync(folder);
    for (const { path } of devParts(root.home, true)) {
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, 'old'), '');
    }
    lab = new DevLab(folder, wishesOf(bench));
    lab.home = root.home;
  });

  let written = new Set<string>();
  let restored: readonly WaitingRestore[] = [];
  function start(failPoints?: FailPoints): void {
    const definitions = labJobs({
      work: lab,
      reset: resetWork(root.files, root.home, {
        databases: () => [...written],
        forgetDatabase: (service) => void written.delete(service),
        restores: () => restored,
      }),
      wishes: wishesOf(bench),
      clock: realClock,
    });
    bench.restart(definitions, failPoints === undefined ? {} : { failPoints }).resume();
  }

  async function reset(params: Partial<JobParams> = {}, failPoints?: FailPoints): Promise<Job> {
    start(failPoints);
    const { id } = bench.runner.ask(request({ kind: 'reset', params: { target: 'dev', ...params } }));
    await bench.runner.idle();
    return bench.store.journal.get(id)!;
  }

  it('empties data and databases, those of bricks included, keeps what the codelab holds, and leaves nothing aside', async () => {
    const job = await reset();
    expect(job.state, job.outcome).to.equal('succeeded');
    expect(job.outcome).to.equal('Dev is empty: its data, database and bricks’ databases were made anew.');
    expect(content()).to.deep.equal({ ...before, 'brick-db': [], data: [], db: [] });
    expect(Object.keys(lab.running())).to.have.members(lab.services);
  });

  it('forgets what databases of dev held, which no backup is to miss, and nothing of prod', async () => {
    written = new Set(['prod-db', 'dev-db', 'dev-db-sample-notes']);
    await reset();
    expect([...written]).to.deep.equal(['prod-db']);
  });

  describe('while a restore of dev is neither confirmed nor undone', () => {
    const ofDev = (parts: readonly string[]): WaitingRestore => ({
      ...{ job: '01J', snapshot: 's1', repository: 'local', words: 'dev', environments: ['dev'], parts },
      ...{ mounts: [], state: 'restored', restoredAt: 1, confirmedAt: undefined },
    });
    beforeEach(() => (restored = [ofDev(['dev-brick-db/sample.notes'])]));
    afterEach(() => (restored = []));

    it('is refused before anything is done', () => {
      start();
      const { code } = caught(() => bench.runner.ask(request({ kind: 'reset', params: { target: 'dev' } })));
      expect([code, content()]).to.deep.equal(['backup.unconfirmed_restore', before]);
    });

    it('is refused before anything stops, too, where that came while it waited for its turn', async () => {
      const came = restored;
      restored = [];
      const job = await reset({}, { reach: (name) => void (name === 'job.begun' && (restored = came)) });
      expect([job.error?.code, job.steps, content()]).to.deep.equal([
        'backup.unconfirmed_restore',
        [],
        before,
      ]);
    });

    it('is done where nothing was restored into what it empties', async () => {
      restored = [ofDev(['dev-workspace'])];
      expect((await reset()).state).to.equal('succeeded');
      expect(
        caught(() =>
          bench.runner.ask(request({ kind: 'reset', params: { target: 'dev', withCodelab: true } })),
        ).code,
      ).to.equal('backup.unconfirmed_restore');
    });

    it('goes on where it began before', async () => {
      const came = restored;
      restored = [];
      const job = await reset(
        {},
        { reach: (name) => void (name === 'setAside:data.after-done' && (restored = came)) },
      );
      expect(job.state, job.error?.message).to.equal('succeeded');
    });
  });

  it('removes what was there only after dev has started on what is new', async () => {
    const names = (await reset()).steps.map(({ name }) => name);
    expect(names.at(-1)).to.equal('removeAside');
    expect(names.indexOf('setAside:data')).to.be.lessThan(names.indexOf('startContainer:dev-glab'));
  });

  it('moves nothing that somebody has open: the databases and apps of bricks stop first, as the rest', async () => {
    await reset();
    const { steps } = await reset({ withCodelab: true });
    const at = (name: string) => steps.findIndex((one) => one.name === name);
    const users = {
      'brick-db': ['dev-glab', 'dev-db-sample-notes', 'dev-app-sample-page'],
      workspace: ['dev-glab', 'dev-codelab', 'dev-app-sample-page'],
    };
    for (const [part, services] of Object.entries(users))
      for (const service of services) {
        const stop = at(`stopContainer:${service}`);
        expect(stop, service).to.be.within(0, at(`setAside:${part}`) - 1);
      }
  });

  it('empties the codelab’s files, too, where that was asked for', async () => {
    await reset({ withCodelab: true });
    expect(content()).to.deep.equal({ 'brick-db': [], codelab: [], data: [], db: [], workspace: [] });
  });

  it('is cancelled before the end: everything is as it was', async () => {
    const job = await reset(
      { withCodelab: true },
      {
        reach: (name) => {
          if (name === 'startContainer:dev-glab.before') bench.runner.cancel(bench.runner.busyWith()!.id);
        },
      },
    );
    expect(job.state).to.equal('cancelled');
    expect(content()).to.deep.equal(before);
  });

  it('is put back where dev does not start on empty directories', async () => {
    await reset();
    for (const part of ['data', 'db', 'brick-db']) writeFileSync(dev(part, 'old'), '');
    lab.wanted = 'v2';
    lab.broken.add('v2');
    const job = await reset();
    expect(job.state).to.equal('failed');
    expect(content()).to.deep.equal(before);
  });

  it('waits for nobody: while tasks run it is refused, unless it is forced', async () => {
    lab.tasks = 2;
    const refused = await reset();
    expect([refused.state, refused.error?.code, refused.steps.length]).to.deep.equal([
      'failed',
      'work.running',
      0,
    ]);
    expect(refused.error?.message).to.equal('Nothing was stopped: 2 scenarios are running in dev.');
    expect(content()).to.deep.equal(before);
    expect((await reset({ waitForWork: 0 })).state).to.equal('succeeded');
  });

  it('can’t be asked of prod, nor of the lab', async () => {
    start();
    for (const target of ['prod', 'lab', 'dev-glab']) {
      const { code } = caught(() => bench.runner.ask(request({ kind: 'reset', params: { target } })));
      expect(code).to.equal('environment.not_resettable');
    }
  });
});
