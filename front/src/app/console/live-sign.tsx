import { State } from '../../components/state.tsx';
import { Notice } from '../../components/notice.tsx';
import { formatDuration } from '../../lib/format.ts';
import { useLiveState } from '../../lib/live.ts';
import { useNow } from '../../lib/use-now.ts';
import { messages } from './messages.ts';
import styles from './layout.module.css';

export function LiveSign() {
  const { state } = useLiveState();
  if (state === 'live')
    return (
      <State tone="ok" icon="check-circle">
        {messages.live.live}
      </State>
    );
  if (state === 'connecting')
    return (
      <State tone="quiet" icon="loader">
        {messages.live.connecting}
      </State>
    );
  return state === 'lost' ? (
    <State tone="warn" icon="alert">
      {messages.live.lost}
    </State>
  ) : null;
}

/** Not for the blink of a restart: only once what is shown has become old. */
const graceMs = 3000;

export function LostBanner() {
  const live = useLiveState();
  const now = useNow();
  if (live.state !== 'lost' || now - live.since < graceMs) return null;
  return (
    <div className={styles.banner}>
      <Notice tone="warn" title={messages.lost(formatDuration(now - live.since))} />
    </div>
  );
}
