import { openStore } from '../../../src/adapters/store/open-store.ts';
import { failPointsFrom } from '../../../src/jobs/fail-points.ts';
import { JobRunner } from '../../../src/jobs/job-runner.ts';
import { realClock } from '../../support/real-clock.ts';
import { fileJob, type FileJob } from './file-jobs.ts';
import { always, request } from './support.ts';

/** A manager in small: takes up what is open, does one job of the kind (`-` for none), and dies where it is told to. */
const [, , state = '', folder = '', kind = '', ask = ''] = process.argv;
const store = openStore({ directory: state, ballastBytes: 4096 });
const runner = new JobRunner({
  journal: store.journal,
  clock: realClock,
  definitions: always(fileJob(kind as FileJob, folder)),
  onError: (error) => {
    throw error;
  },
  failPoints: failPointsFrom(process.env['LABSTEAD_FAIL_POINT'], () => process.kill(process.pid, 'SIGKILL')),
});
runner.events.on('job:changed', (job) => {
  for (const { seq, state: told } of job.steps) if (told === 'done') console.log(`done ${job.id} ${seq}`);
});
runner.resume();
if (ask === 'ask') console.log(`accepted ${runner.ask(request()).id}`);
await runner.idle();
store.close();
