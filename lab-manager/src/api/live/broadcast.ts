import { jobReply } from '../routes/job-reply.ts';
import { runningJob } from '../routes/lab-handlers.ts';
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
  const jobChanged = throttleByKey<Job>(jobEveryMs, (job) => {
    io.to('job:read').emit('job:changed', jobReply(job, store.users));
    // Which job runs is part of the status.
    if (job.startedAt !== undefined && finalJobStates.includes(job.state)) tellStatus();
  });
  const tellStatus = () => {
    io.to('lab:read').emit('lab:status', statusReply(lab.status(), runningJob(store)));
  };
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
    if (socket.rooms.has('lab:read')) socket.emit('lab:status', statusReply(lab.status(), runningJob(store)));
  });
  return () => {
    for (const stop of stops) stop();
    jobChanged.stop();
  };
}
