import { State } from '../../components/state.tsx';
import { Banner } from '../../components/banner.tsx';
import { Notice } from '../../components/notice.tsx';
import { formatDuration } from '../../lib/format.ts';
import { useLiveState } from '../../lib/live.ts';
import { messages } from './messages.ts';
import { useFreshness } from './use-freshness.ts';

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

/** Not for the blink of a restart. */
const graceMs = 3000;

export function LostBanner() {
  const live = useLiveState();
  const { age, stale } = useFreshness();
  if (live.state !== 'lost' || (!stale && Date.now() - live.since < graceMs)) return null;
  return (
    <Banner label={messages.notices}>
      <Notice tone="warn" title={stale ? messages.stale(formatDuration(age)) : messages.polling} />
    </Banner>
  );
}
