import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type {
  AddRepositoryRequest,
  BackupsReply,
  BeforeReply,
  DrillsReply,
  JobReply,
  RecoveryCodeReply,
  RepositoriesReply,
  RepositoryReply,
  RestorePlanReply,
  SnapshotDetailsReply,
  SnapshotFolderReply,
  SnapshotsReply,
} from 'lab-manager/contract';
import { apiBase, get, post } from '../../lib/http.ts';

const part = encodeURIComponent;
const everything = ['backups'] as const;
const snapshotPath = (repository: string, snapshot: string) =>
  `/backups/repositories/${part(repository)}/snapshots/${part(snapshot)}`;

export const backupsQuery = queryOptions({
  queryKey: [...everything, 'overview'],
  queryFn: ({ signal }) => get<BackupsReply>('/backups', signal),
  refetchInterval: 15_000,
});

export const repositoriesQuery = queryOptions({
  queryKey: [...everything, 'repositories'],
  queryFn: ({ signal }) => get<RepositoriesReply>('/backups/repositories', signal),
  refetchInterval: 15_000,
});

export const snapshotsQuery = (repository: string) =>
  queryOptions({
    queryKey: [...everything, 'snapshots', repository],
    queryFn: ({ signal }) =>
      get<SnapshotsReply>(`/backups/repositories/${part(repository)}/snapshots`, signal),
    refetchInterval: 15_000,
  });

export const drillsQuery = queryOptions({
  queryKey: [...everything, 'drills'],
  queryFn: ({ signal }) => get<DrillsReply>('/backups/drills', signal),
});

/** What is in a snapshot never changes; what is known of it does. */
export const snapshotQuery = (repository: string, snapshot: string) =>
  queryOptions({
    queryKey: [...everything, 'snapshot', repository, snapshot],
    queryFn: ({ signal }) => get<SnapshotDetailsReply>(snapshotPath(repository, snapshot), signal),
  });

export const folderQuery = (repository: string, snapshot: string, folder: string) =>
  queryOptions({
    queryKey: [...everything, 'folder', repository, snapshot, folder],
    queryFn: ({ signal }) =>
      get<SnapshotFolderReply>(`${snapshotPath(repository, snapshot)}/entries?path=${part(folder)}`, signal),
    staleTime: Infinity,
  });

/** Where the bytes of a file are: a link, so that the browser saves them as they come. */
export const contentUrl = (repository: string, snapshot: string, path: string): string =>
  `${apiBase}${snapshotPath(repository, snapshot)}/content?path=${part(path)}`;

export const beforeQuery = (restore: string) =>
  queryOptions({
    queryKey: [...everything, 'before', restore],
    queryFn: ({ signal }) => get<BeforeReply>(`/backups/restores/${part(restore)}/before`, signal),
  });

/** What is restored, from where. */
export interface Meant {
  repository: string;
  snapshot: string;
  target: string;
  path?: string;
}

export const restorePlanQuery = (meant: Meant) =>
  queryOptions({
    queryKey: [...everything, 'plan', meant],
    queryFn: () => post<RestorePlanReply>('/backups/restores/plan', meant),
    retry: false,
  });

// What is secret isn't kept by the page once the dialog is closed.
const unkept = { gcTime: 0 };

/** Each becomes a job; `path` is where the API takes it. */
export function useBackupJob() {
  const queries = useQueryClient();
  return useMutation({
    ...unkept,
    mutationFn: ({ path, body }: { path: string; body: object }) => post<JobReply>(path, body),
    onSuccess: (job) => {
      queries.setQueryData(['job', job.id], job);
      for (const queryKey of [['jobs'], ['status'], everything]) void queries.invalidateQueries({ queryKey });
    },
  });
}

/** Asked of the repository itself. */
export function useAskAnew() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (repository: string) =>
      get<SnapshotsReply>(`/backups/repositories/${part(repository)}/snapshots?anew=true`),
    onSuccess: (reply, repository) => {
      queries.setQueryData(snapshotsQuery(repository).queryKey, reply);
    },
  });
}

export function useAddRepository(name: string) {
  const queries = useQueryClient();
  return useMutation({
    ...unkept,
    mutationFn: (request: AddRepositoryRequest) =>
      post<RepositoryReply>(`/backups/repositories/${part(name)}`, request),
    onSuccess: () => queries.invalidateQueries({ queryKey: everything }),
  });
}

export function useMakeCode(repository: string) {
  const queries = useQueryClient();
  return useMutation({
    ...unkept,
    mutationFn: () => post<RecoveryCodeReply>(`/backups/repositories/${part(repository)}/recovery-code`),
    onSuccess: () => queries.invalidateQueries({ queryKey: everything }),
  });
}

export function useConfirmCode(repository: string) {
  const queries = useQueryClient();
  return useMutation({
    ...unkept,
    mutationFn: (code: string) =>
      post<RepositoryReply>(`/backups/repositories/${part(repository)}/recovery-code/confirm`, { code }),
    onSuccess: () => queries.invalidateQueries({ queryKey: everything }),
  });
}
