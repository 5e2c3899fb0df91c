import type { StatusReply } from '../../contract/index.ts';
import { jobReply } from '../routes/job-reply.ts';
import { openJobs } from '../routes/open-jobs.ts';
import { statusReply } from '../routes/status-reply.ts';
import { time } from '../routes/time.ts';
import type { Services } from '../services.ts';
import type { LiveServer } from './live-types.ts';
import { throttleByKey } from './throttle.ts';
import { finalJobStates, type Job } from '../../core/model/job.ts';

const jobEveryMs = 250;

/** Tells every socket that may know what changed; answers how to stop. */
export function broadcast({ deps }: Services, io: LiveServer): () => void {
  const { lab, jobs, store } = deps;
  const status = () => statusReply(lab.status(), openJobs(deps));
  let told = '';
  const tellStatus = () => {
    const reply = status();
    told = openIn(reply);
    io.to('lab:read').emit('lab:status', reply);
  };
  const jobChanged = throttleByKey<Job>(jobEveryMs, (job) => {
    io.to('job:read').emit('job:changed', jobReply(job, store.users));
    // Which job acts and which only wait is part of the status.
    if (openIn(status()) !== told) tellStatus();
  });
  const stops = [
    lab.onStatus(tellStatus),
    jobs.events.on('job:changed', (job) => {
      jobChanged.tell(job.id, job, finalJobStates.includes(job.state));
    }),
    jobs.events.on('job:log', ({ job, seq, at, line }) => {
      io.to('job:read').emit('job:log', { job, seq, at: time(at), line });
    }),
  ];
  io.on('connection', (socket) => {
    if (socket.rooms.has('lab:read')) socket.emit('lab:status', status());
  });
  return () => {
    for (const stop of stops) stop();
    jobChanged.stop();
  };
}

const openIn = ({ runningJob, waitingJobs }: StatusReply): string =>
  [runningJob ?? '', ...waitingJobs.map(({ id }) => id)].join(' ');
