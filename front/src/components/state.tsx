import { Icon, type IconName } from './icon.tsx';
import { cx } from '../lib/cx.ts';
import styles from './state.module.css';

export type Tone = 'ok' | 'warn' | 'bad' | 'busy' | 'quiet';

/** A state in words with its sign; the colour only repeats what both say. */
export function State({ tone, icon, children }: { tone: Tone; icon: IconName; children: string }) {
  return (
    <span className={cx(styles.state, styles[tone])}>
      <Icon name={icon} spin={icon === 'loader'} />
      {children}
    </span>
  );
}
