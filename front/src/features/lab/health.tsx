import type { StatusReply } from 'lab-manager/contract';
import type { ReactNode } from 'react';
import { Icon, type IconName } from '../../components/icon.tsx';
import type { Tone } from '../../components/state.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { cx } from '../../lib/cx.ts';
import { messages } from './messages.ts';
import styles from './health.module.css';

const words = messages.status;

const looks: Record<StatusReply['state'], { tone: Tone; icon: IconName }> = {
  running: { tone: 'ok', icon: 'check-circle' },
  starting: { tone: 'busy', icon: 'loader' },
  degraded: { tone: 'warn', icon: 'alert' },
  stopped: { tone: 'quiet', icon: 'stop-circle' },
  unknown: { tone: 'quiet', icon: 'question' },
};

/** The lab's health in one sentence. */
export function Health({ status, children }: { status: StatusReply; children?: ReactNode }) {
  const { tone, icon } = looks[status.state];
  return (
    <section className={cx(styles.health, styles[tone])} aria-label={words.title} data-state={status.state}>
      <span className={styles.sign}>
        <Icon name={icon} spin={icon === 'loader'} />
      </span>
      <div className={styles.words}>
        <p className={styles.state}>{titleOf(status)}</p>
        <p className={styles.summary}>{status.summary}</p>
        <p className={styles.age}>
          {status.observedAt === null ? (
            words.neverLooked
          ) : (
            <>
              {words.looked} <TimeAgo time={status.observedAt} />
            </>
          )}
        </p>
      </div>
      {children !== undefined && <div className={styles.actions}>{children}</div>}
    </section>
  );
}

/** Where somebody stopped a part of it, not everything works, and yet nothing is wrong. */
function titleOf({ state, services }: StatusReply): string {
  const partly = services.some(({ wanted }) => wanted !== 'running');
  return state === 'running' && partly ? words.asAsked : words.states[state];
}
