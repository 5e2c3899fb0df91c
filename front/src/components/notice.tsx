import type { ReactNode } from 'react';
import { cx } from '../lib/cx.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './notice.module.css';

type Tone = 'info' | 'ok' | 'warn' | 'bad';

const icons: Record<Tone, IconName> = { info: 'info', ok: 'check-circle', warn: 'alert', bad: 'x-circle' };

interface NoticeProps {
  tone: Tone;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** `alert` for what just went wrong, `status` for what just happened; none for what was there when the page came. */
  role?: 'alert' | 'status';
}

export function Notice({ tone, title, children, actions, role }: NoticeProps) {
  return (
    <div className={cx(styles.notice, styles[tone])} role={role}>
      <Icon name={icons[tone]} />
      <div className={styles.body}>
        <p className={styles.title}>{title}</p>
        {children}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
