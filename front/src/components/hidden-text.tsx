import styles from './visually-hidden.module.css';

/** Words for those who can't see the sign beside. */
export function HiddenText({ children }: { children: string }) {
  return <span className={styles.hidden}>{children}</span>;
}
