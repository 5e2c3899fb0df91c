import { Link } from 'react-router';
import icon from './icon.svg';
import { messages } from './messages.ts';
import styles from './layout.module.css';

export function Brand({ name }: { name: string | undefined }) {
  return (
    <Link to="/" className={styles.brand}>
      <img src={icon} alt="" width="26" height="26" />
      <span>{name ?? messages.site}</span>
    </Link>
  );
}
