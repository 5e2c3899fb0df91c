import { minimumPasswordLength } from './check-claim.ts';
import { messages } from './messages.ts';
import styles from './password-meter.module.css';

const good = 20;

function sentence(length: number): string {
  if (length === 0) return messages.meter.empty(minimumPasswordLength);
  if (length < minimumPasswordLength) return messages.meter.missing(minimumPasswordLength - length);
  return length < good ? messages.meter.enough : messages.meter.good;
}

/** Length is what makes a password strong: that, and nothing else, is measured. */
export function PasswordMeter({ length }: { length: number }) {
  return (
    <div className={styles.meter}>
      <meter
        min={0}
        max={good}
        low={minimumPasswordLength}
        optimum={good}
        value={Math.min(length, good)}
        aria-label={messages.meter.label}
      />
      <span>{sentence(length)}</span>
    </div>
  );
}
