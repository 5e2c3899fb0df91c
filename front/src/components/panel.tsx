import type { ReactNode } from 'react';
import styles from './card.module.css';

/** A card without a title of its own, where the page's title says it all. */
export function Panel({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section className={styles.card} aria-label={label}>
      <div className={styles.bare}>{children}</div>
    </section>
  );
}
