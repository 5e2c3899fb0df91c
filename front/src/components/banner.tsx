import type { ReactNode } from 'react';
import styles from './banner.module.css';

/** Above a page: what concerns every page. */
export function Banner({ label, children }: { label: string; children: ReactNode }) {
  return (
    <aside className={styles.banner} aria-label={label}>
      {children}
    </aside>
  );
}
