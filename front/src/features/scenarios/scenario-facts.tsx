import { CopyButton } from '../../components/copy-button.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { formatDuration, formatPercent } from '../../lib/format.ts';
import type { Scenario } from '../../lib/glab.ts';
import { useNow } from '../../lib/use-now.ts';
import { messages } from './messages.ts';
import { ScenarioState } from './scenario-state.tsx';
import styles from './scenario.module.css';

export function ScenarioFacts({ scenario, me }: { scenario: Scenario; me: string | undefined }) {
  const now = useNow();
  return (
    <p data-status={scenario.status}>
      <ScenarioState status={scenario.status} /> ·{' '}
      {scenario.created_by === me ? messages.byYou : messages.by(scenario.created_by_name)} ·{' '}
      <TimeAgo time={scenario.created_at} /> · {lasted(scenario, now)}
    </p>
  );
}

/** One that was cancelled in the queue has no time of its own. */
export function lasted(
  { started_at, ended_at }: Pick<Scenario, 'started_at' | 'ended_at'>,
  now: number,
): string {
  if (started_at === null) return ended_at === null ? messages.waiting : messages.neverBegan;
  if (ended_at === null) return `${messages.runningFor} ${formatDuration(now - Date.parse(started_at))}`;
  return `${messages.took} ${formatDuration(Date.parse(ended_at) - Date.parse(started_at))}`;
}

/** How far it is, or how it ended. */
export function ScenarioOutcome({ scenario }: { scenario: Scenario }) {
  const { status, error } = scenario;
  if (status === 'queued') return <Notice tone="info" title={messages.waitingWhy} />;
  if (status === 'running' || status === 'cancelling') return <Running scenario={scenario} />;
  if (error === null)
    return status === 'interrupted' ? <Notice tone="warn" title={messages.interruptedWhy} /> : null;
  const report = [error.message, error.hint, `${error.code} · ${scenario.id}`].filter(Boolean).join('\n');
  return (
    <Notice
      tone={status === 'interrupted' ? 'warn' : 'bad'}
      title={error.message}
      actions={<CopyButton text={report} />}
    >
      {error.hint && <p>{error.hint}</p>}
      <p>
        <code>{error.code}</code>
      </p>
    </Notice>
  );
}

function Running({ scenario: { title, progress } }: { scenario: Scenario }) {
  return (
    <div className={styles.running}>
      <div className={styles.row}>
        <span>{progress.message}</span>
        <span className={styles.percent}>
          {progress.fraction !== null && formatPercent(progress.fraction)}
        </span>
      </div>
      <ProgressBar value={progress.fraction} label={`${messages.progress}: ${title}`} />
      <p className={styles.quiet}>{messages.canLeave}</p>
    </div>
  );
}
