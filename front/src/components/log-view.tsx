import { useEffect, useRef, type ReactNode } from 'react';
import { cx } from '../lib/cx.ts';
import styles from './log-view.module.css';

export interface LogViewLine {
  key: number | string;
  time: string;
  text: ReactNode;
  tone?: 'warn' | 'bad' | 'quiet';
}

interface LogViewProps {
  label: string;
  lines: readonly LogViewLine[];
  empty: string;
  /** Keeps the last line in view. */
  follow: boolean;
  /** The reader scrolled up to read, or back to the end. */
  onFollow?: (follow: boolean) => void;
  tall?: boolean;
}

const nearEnd = 24;

export function LogView({ label, lines, empty, follow, onFollow, tall = false }: LogViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const last = lines.at(-1)?.key;
  useEffect(() => {
    if (follow && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [follow, last]);

  const scrolled = () => {
    const { current } = box;
    if (current === null || onFollow === undefined) return;
    const atEnd = current.scrollHeight - current.scrollTop - current.clientHeight < nearEnd;
    if (atEnd !== follow) onFollow(atEnd);
  };
  return (
    <div
      ref={box}
      className={cx(styles.log, tall && styles.tall)}
      role="log"
      aria-label={label}
      aria-live="off"
      tabIndex={0}
      onScroll={scrolled}
    >
      {lines.length === 0 ? (
        <p className={styles.empty}>{empty}</p>
      ) : (
        lines.map(({ key, time, text, tone }) => (
          <div key={key} className={cx(styles.line, tone && styles[tone])}>
            <span className={styles.time}>{time}</span>
            <span className={styles.text}>{text}</span>
          </div>
        ))
      )}
    </div>
  );
}
