import { formatAgo, formatExact } from '../lib/format.ts';
import { useNow } from '../lib/use-now.ts';

/** An age that keeps growing; the exact time is its title. */
export function TimeAgo({ time }: { time: string }) {
  const now = useNow(10_000);
  return (
    <time dateTime={time} title={formatExact(time)}>
      {formatAgo(time, now)}
    </time>
  );
}
