import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { JobReply } from 'lab-manager/contract';
import { post } from '../../lib/http.ts';

export function useStartEnvironment(environment: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => post<JobReply>(`/environments/${encodeURIComponent(environment)}/start`),
    onSuccess: (job) => {
      queries.setQueryData(['job', job.id], job);
      void queries.invalidateQueries({ queryKey: ['status'] });
    },
  });
}
