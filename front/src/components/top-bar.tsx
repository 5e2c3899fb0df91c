import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import styles from './top-bar.module.css';

interface TopBarProps {
  brand: ReactNode;
  links: readonly { to: string; label: string; end?: boolean }[];
  children?: ReactNode;
}

export function TopBar({ brand, links, children }: TopBarProps) {
  return (
    <header className={styles.bar}>
      <div className={styles.inside}>
        <div className={styles.brand}>{brand}</div>
        {links.length > 0 && (
          <nav className={styles.nav} aria-label="Pages">
            {links.map(({ to, label, end = false }) => (
              <NavLink key={to} to={to} end={end} className={styles.link ?? ''}>
                {label}
              </NavLink>
            ))}
          </nav>
        )}
        <div className={styles.side}>{children}</div>
      </div>
    </header>
  );
}
