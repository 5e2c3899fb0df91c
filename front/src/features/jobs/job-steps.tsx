import type { JobReply } from 'lab-manager/contract';
import { HiddenText } from '../../components/hidden-text.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { cx } from '../../lib/cx.ts';
import { formatDuration } from '../../lib/format.ts';
import { useNow } from '../../lib/use-now.ts';
import { isOver } from './api.ts';
import { messages } from './messages.ts';
import styles from './job-steps.module.css';

type Step = JobReply['steps'][number];

const icons: Record<Step['state'], IconName> = {
  planned: 'ring',
  intent: 'loader',
  done: 'check-circle',
  failed: 'x-circle',
  undone: 'restart',
  superseded: 'x',
};

export function JobSteps({ job }: { job: JobReply }) {
  if (job.steps.length === 0) {
    // Of one that failed or was called off, its outcome says all there is.
    if (isOver(job) && job.state !== 'succeeded') return null;
    return <p className={styles.none}>{isOver(job) ? messages.noStepsEver : messages.noSteps}</p>;
  }
  return (
    <ol className={styles.steps}>
      {job.steps.map((step) => (
        <StepRow key={step.seq} step={step} />
      ))}
    </ol>
  );
}

function StepRow({ step }: { step: Step }) {
  const doing = step.state === 'intent';
  return (
    <li className={cx(styles.step, styles[step.state])} data-step={step.name} data-state={step.state}>
      <Icon name={icons[step.state]} spin={doing} />
      <div className={styles.words}>
        <HiddenText>{`${messages.stepStates[step.state]}: `}</HiddenText>
        <span>{step.sentence}</span>
        {step.detail !== null && <div className={styles.detail}>{step.detail}</div>}
        {doing && step.progress !== null && <ProgressBar value={step.progress} label={step.sentence} />}
      </div>
      <span className={styles.time}>
        <StepTime step={step} />
      </span>
    </li>
  );
}

function StepTime({ step: { state, startedAt, endedAt } }: { step: Step }) {
  const now = useNow();
  if (startedAt === null) return null;
  if (endedAt === null) return state === 'intent' ? formatDuration(now - Date.parse(startedAt)) : null;
  return formatDuration(Date.parse(endedAt) - Date.parse(startedAt));
}
