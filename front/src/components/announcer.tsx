import { useSyncExternalStore } from 'react';
import styles from './visually-hidden.module.css';

let said = '';
const listeners = new Set<() => void>();

/** Tells those who listen to the page rather than look at it: ends of jobs, not every step. */
export function announce(sentence: string): void {
  // The same sentence twice is two events: a changed text is what makes it spoken.
  said = said === sentence ? `${sentence}\u00a0` : sentence;
  listeners.forEach((listener) => {
    listener();
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Announcer() {
  const text = useSyncExternalStore(subscribe, () => said);
  return (
    <div className={styles.hidden} role="status" aria-live="polite" data-testid="announcer">
      {text}
    </div>
  );
}
