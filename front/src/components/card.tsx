import { useId, type ReactNode } from 'react';
import { cx } from '../lib/cx.ts';
import styles from './card.module.css';

interface CardProps {
  title: string;
  /** Beside the title. */
  aside?: ReactNode;
  /** A sentence below the title. */
  lead?: ReactNode;
  /** The content touches the card's edges: tables, lists, logs. */
  flush?: boolean;
  children?: ReactNode;
}

/** A titled section of a page: a region one can jump to. */
export function Card({ title, aside, lead, flush = false, children }: CardProps) {
  const id = useId();
  return (
    <section className={styles.card} aria-labelledby={id}>
      <div className={styles.head}>
        <div>
          <h2 id={id}>{title}</h2>
          {lead !== undefined && <p className={styles.lead}>{lead}</p>}
        </div>
        {aside !== undefined && <div className={styles.aside}>{aside}</div>}
      </div>
      {children !== undefined && <div className={cx(flush ? styles.flush : styles.body)}>{children}</div>}
    </section>
  );
}
