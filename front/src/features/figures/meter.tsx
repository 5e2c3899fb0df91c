import { cx } from '../../lib/cx.ts';
import { messages } from './messages.ts';
import { orDash } from './format.ts';
import styles from './meter.module.css';

interface MeterProps {
  label: string;
  used: number | null;
  limit: number | null;
  format: (value: number) => string;
  formatLimit?: (value: number) => string;
  /** Instead of “used of limit”. */
  text?: string;
}

/** From here on a limit is near, as the lab's own check counts. */
const near = 0.9;

/** What is used beside what may be; without a limit, or without knowing, there is no bar. */
export function Meter({ label, used, limit, format, formatLimit = format, ...rest }: MeterProps) {
  if (used === null) return <span className={styles.quiet}>–</span>;
  if (limit === null || limit === 0) return <span>{orDash(used, format)}</span>;
  const text = rest.text ?? messages.meter(format(used), formatLimit(limit));
  return (
    <div className={styles.meter}>
      <span className={cx(rest.text !== undefined && styles.sentence)}>{text}</span>
      <meter
        className={cx(styles.bar, used >= near * limit && styles.near)}
        aria-label={label}
        min={0}
        max={1}
        value={Math.min(1, used / limit)}
      >
        {text}
      </meter>
    </div>
  );
}
