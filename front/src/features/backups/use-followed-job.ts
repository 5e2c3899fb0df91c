import { useNavigate } from 'react-router';
import { useBackupJob } from './api.ts';

/** Asks for a job, and goes to where it is followed. */
export function useFollowedJob() {
  const navigate = useNavigate();
  const { mutate, isPending, error } = useBackupJob();
  return {
    isPending,
    error,
    start: (path: string, body: object) => {
      mutate({ path, body }, { onSuccess: ({ id }) => void navigate(`/jobs/${id}`) });
    },
  };
}
