import styles from './progress-bar.module.css';

interface ProgressBarProps {
  /** 0 to 1; null where nobody knows: then no number is made up. */
  value: number | null;
  label: string;
}

export function ProgressBar({ value, label }: ProgressBarProps) {
  return (
    <progress className={styles.bar} max={1} aria-label={label} {...(value === null ? {} : { value })}>
      {label}
    </progress>
  );
}
