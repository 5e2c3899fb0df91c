import { useEffect, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { StatusReply } from 'lab-manager/contract';
import { statusQuery } from '../../features/lab/api.ts';
import { useJobEvents } from '../../features/jobs/use-job-events.ts';
import { sessionQuery } from '../../lib/session.ts';
import { told } from '../../lib/told.ts';
import { closeLive, openLive, useLiveState, type LiveSocket } from '../../lib/live.ts';

/** The live line of a signed-in person: what it brings goes into the query cache, nowhere else. */
export function useLive(): void {
  const queries = useQueryClient();
  const [socket, setSocket] = useState<LiveSocket>();
  const { state } = useLiveState();

  useEffect(() => {
    const line = openLive();
    line.on('lab:status', (status: StatusReply) => {
      void told(queries, statusQuery.queryKey, status);
    });
    // Whatever was said while the line was down was missed.
    const again = () => void queries.invalidateQueries();
    line.io.on('reconnect', again);
    setSocket(line);
    return () => {
      line.io.off('reconnect', again);
      closeLive();
      setSocket(undefined);
    };
  }, [queries]);

  useJobEvents(socket);

  useEffect(() => {
    if (state !== 'lost') return;
    // A lost line may mean that the session is over: one request tells.
    void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
  }, [state, queries]);
}
