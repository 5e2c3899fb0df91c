import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { Announcer } from './announcer.tsx';
import styles from './shell.module.css';

interface ShellProps {
  header: ReactNode;
  /** Between header and page: what concerns every page. */
  banner?: ReactNode;
  footer?: ReactNode;
  children: ReactNode;
}

/** Skip link, landmarks, and the focus moved to the new page as a page load would do. */
export function Shell({ header, banner, footer, children }: ShellProps) {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [pathname]);
  return (
    <>
      <a className={styles.skip} href="#main">
        Skip to the content
      </a>
      {header}
      {banner}
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        {children}
      </main>
      {footer}
      <Announcer />
    </>
  );
}
