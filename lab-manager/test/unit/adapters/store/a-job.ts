import type { JobJournal } from '../../../../src/core/ports.ts';

export const aJob = (id: string): Parameters<JobJournal['create']>[0] => ({
  id,
  kind: 'start',
  title: 'Start the lab',
  params: { target: 'lab' },
  requestedBy: { actor: 'user-1', via: 'cli', requestId: 'request-1' },
  createdAt: 1000,
});
