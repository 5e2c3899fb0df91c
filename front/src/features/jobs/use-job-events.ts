import { useEffect } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { JobLogReply, JobReply } from 'lab-manager/contract';
import { announce } from '../../components/announcer.tsx';
import type { LiveSocket } from '../../lib/live.ts';
import { told } from '../../lib/told.ts';
import { isOver, jobLogQuery, jobQuery, jobsQuery } from './api.ts';
import { messages } from './messages.ts';

/** Puts what the lab tells about jobs into the query cache; ends are also spoken. */
export function useJobEvents(socket: LiveSocket | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (socket === undefined) return;
    const changed = (job: JobReply) => {
      const { queryKey } = jobQuery(job.id);
      const before = queries.getQueryData(queryKey);
      // A late event must not bring an ended job back to life.
      if (before !== undefined && isOver(before) && !isOver(job)) return;
      void told(queries, queryKey, job);
      if (before?.state === job.state) return;
      void queries.invalidateQueries({ queryKey: jobsQuery.queryKey });
      if (!isOver(job)) return;
      announce(messages.ended(job.title, job.state, job.outcome));
      void queries.invalidateQueries({ queryKey: ['plan'] });
    };
    const logged = ({ job, ...line }: { job: string; seq: number; at: string; line: string }) => {
      queries.setQueryData(jobLogQuery(job).queryKey, (lines: JobLogReply['items'] | undefined) =>
        lines === undefined || lines.some(({ seq }) => seq === line.seq) ? lines : [...lines, line],
      );
    };
    socket.on('job:changed', changed);
    socket.on('job:log', logged);
    return () => {
      socket.off('job:changed', changed);
      socket.off('job:log', logged);
    };
  }, [socket, queries]);
}
