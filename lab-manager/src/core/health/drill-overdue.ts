import { agoWords } from '../span-words.ts';
import { checkOfBackups } from './known-backups.ts';

const mostDays = 35;
const mostAge = mostDays * 86_400_000;

/** Nobody knows whether a snapshot can be restored before somebody did. */
export const drillOverdue = checkOfBackups(
  'drill-overdue',
  'A snapshot was restored in a drill not long ago.',
  ({ schedule, repositories, since, lastDrill, lastGoodDrill }, { now }) => {
    const subject = repositories[0]?.name ?? 'backup';
    const about = { severity: 'warning' as const, subject };
    if (lastDrill?.failure !== undefined)
      return [
        {
          ...about,
          message: `The newest drill ${lastDrill.inconclusive ? 'came to no end' : 'failed'} ${agoWords(lastDrill.endedAt, now)}, so that nobody knows whether the lab could be restored: ${lastDrill.failure}`,
          hint: 'See what happened with labctl job list, then try again with labctl backup drill.',
        },
      ];
    if (schedule === undefined || now - (lastGoodDrill?.endedAt ?? since) <= mostAge) return [];
    return [
      {
        ...about,
        message:
          lastGoodDrill === undefined
            ? 'No snapshot was ever restored in a drill.'
            : `No snapshot was restored in a drill for more than ${mostDays} days.`,
        hint: 'Try it now, beside the running lab, with labctl backup drill.',
      },
    ];
  },
);
