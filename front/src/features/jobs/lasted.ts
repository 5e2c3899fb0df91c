import type { JobReply } from 'lab-manager/contract';
import { formatDuration } from '../../lib/format.ts';
import { messages } from './messages.ts';

/** How long a job took, takes, or that it waits; one that was cancelled before its turn never began. */
export function lasted({ startedAt, endedAt }: Pick<JobReply, 'startedAt' | 'endedAt'>, now: number): string {
  if (startedAt === null) return endedAt === null ? messages.waiting : messages.neverBegan;
  if (endedAt === null) return `${messages.running} ${formatDuration(now - Date.parse(startedAt))}`;
  return `${messages.took} ${formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}`;
}
