import { Button, ButtonLink } from '../../components/button.tsx';
import type { IconName } from '../../components/icon.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { State, type Tone } from '../../components/state.tsx';
import { formatBytes, formatDuration } from '../../lib/format.ts';
import { messages } from './messages.ts';
import { speed, timeLeft, type Upload } from './upload-state.ts';
import { uploadStore } from './upload-store.ts';
import { useUploads } from './use-uploads.ts';
import styles from './upload-card.module.css';

const looks: Record<Upload['status'], { tone: Tone; icon: IconName }> = {
  waiting: { tone: 'quiet', icon: 'clock' },
  sending: { tone: 'busy', icon: 'loader' },
  paused: { tone: 'quiet', icon: 'pause' },
  failed: { tone: 'bad', icon: 'x-circle' },
  done: { tone: 'ok', icon: 'check-circle' },
};

export function UploadList() {
  const uploads = useUploads();
  if (uploads.length === 0) return null;
  return (
    <ul className={styles.list} aria-label={messages.region}>
      {uploads.map((upload) => (
        <UploadRow key={upload.id} upload={upload} />
      ))}
    </ul>
  );
}

function numbers(upload: Upload): string {
  const rate = speed(upload);
  const left = timeLeft(upload);
  return [
    upload.status === 'done'
      ? formatBytes(upload.size)
      : messages.amount(formatBytes(upload.sent), formatBytes(upload.size)),
    rate === undefined ? '' : messages.rate(formatBytes(Math.round(rate))),
    left === undefined ? '' : messages.left(formatDuration(left)),
  ]
    .filter(Boolean)
    .join(' · ');
}

function UploadRow({ upload }: { upload: Upload }) {
  const { name, size, sent, status, problem } = upload;
  return (
    <li className={styles.item} data-upload={status}>
      <div className={styles.row}>
        <span className={styles.name}>{name}</span>
        <State {...looks[status]}>{messages.states[status]}</State>
        <span className={styles.numbers}>{numbers(upload)}</span>
        <span className={styles.actions}>
          <Actions upload={upload} />
        </span>
      </div>
      {status !== 'done' && (
        <ProgressBar value={size === 0 ? null : sent / size} label={messages.progress(name)} />
      )}
      {problem !== null && <ProblemNotice error={problem} />}
    </li>
  );
}

function Actions({ upload: { id, name, status, resourceId } }: { upload: Upload }) {
  const action = (icon: IconName, label: string, onClick: () => void) => (
    <Button small icon={icon} aria-label={messages.act(label, name)} onClick={onClick}>
      {label}
    </Button>
  );
  if (status === 'done') {
    return (
      <>
        {resourceId !== null && (
          <>
            <ButtonLink small look="primary" to={`/tasks?resource=${resourceId}`}>
              {messages.run}
            </ButtonLink>
            <ButtonLink small to={`/resources/${resourceId}`} aria-label={messages.act(messages.open, name)}>
              {messages.open}
            </ButtonLink>
          </>
        )}
        {action('x', messages.dismiss, () => {
          uploadStore.remove(id);
        })}
      </>
    );
  }
  const resume = () => {
    uploadStore.resume(id);
  };
  return (
    <>
      {(status === 'sending' || status === 'waiting') &&
        action('pause', messages.pause, () => {
          uploadStore.pause(id);
        })}
      {status === 'paused' && action('play', messages.resume, resume)}
      {status === 'failed' && action('restart', messages.retry, resume)}
      {action('x', messages.cancel, () => {
        uploadStore.cancel(id);
      })}
    </>
  );
}
