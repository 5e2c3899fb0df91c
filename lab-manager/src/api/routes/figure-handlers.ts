import { time } from './time.ts';
import type { Services } from '../services.ts';
import { figuresReply } from './figures-reply.ts';
import type { Handlers } from './handler.ts';

type Names = 'getFigures' | 'getFigureHistory';

const day = 24 * 60 * 60_000;

export function figureHandlers({ deps }: Services): Pick<Handlers, Names> {
  const { lab, clock } = deps;
  return {
    getFigures: async () => ({ body: figuresReply(await lab.figuresNow(), lab) }),
    getFigureHistory: ({ query: { subject, since } }) => {
      const earliest = clock.now() - day;
      const asked = since === undefined ? earliest : Math.max(Date.parse(since), earliest);
      const { firstMinute, values } = lab.figureHistory(subject, asked);
      const rows = [...values].map(([metric, row]) => [metric, row.map((value) => rounded(value))]);
      return {
        body: {
          subject,
          from: time(firstMinute * 60_000),
          stepSeconds: 60 as const,
          values: Object.fromEntries(rows) as Record<string, (number | null)[]>,
        },
      };
    },
  };
}

/** A thousandth of a core, or of a byte a second, says nothing; without it a day is half as long. */
function rounded(value: number | undefined): number | null {
  return value === undefined ? null : value < 100 ? Number(value.toFixed(4)) : Math.round(value);
}
