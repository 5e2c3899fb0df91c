import { useEffect, type ReactNode } from 'react';
import styles from './entry-frame.module.css';

interface EntryFrameProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}

/** The pages before one is in: one narrow column. */
export function EntryFrame({ title, lead, children }: EntryFrameProps) {
  useEffect(() => {
    document.title = `${title} · Labstead`;
  }, [title]);
  return (
    <div className={styles.frame}>
      <h1>{title}</h1>
      {lead !== undefined && <p className={styles.lead}>{lead}</p>}
      {children}
    </div>
  );
}
