import { useEnvironmentName } from './api.ts';
import { messages } from './messages.ts';
import styles from './environment-badge.module.css';

/** Which environment one works in: a word and a colour, on every page. */
export function EnvironmentBadge() {
  const name = useEnvironmentName();
  return (
    <span className={styles.badge} data-environment={name}>
      {messages.names[name] ?? messages.unknown}
    </span>
  );
}
