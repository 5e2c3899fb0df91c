import { useQuery } from '@tanstack/react-query';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { labQuery } from '../../lib/session.ts';
import { messages } from './messages.ts';
import { useFollowedJob } from './use-followed-job.ts';
import styles from './backups.module.css';

const words = messages.repair;

interface RepairDialogProps {
  /** Its name. */
  repository: string;
  onClose: () => void;
}

/** What is damaged goes for good: says so, and asks for the lab's name. */
export function RepairDialog({ repository, onClose }: RepairDialogProps) {
  const job = useFollowedJob();
  const lab = useQuery(labQuery);
  const name = lab.data?.name ?? '';
  return (
    <ConfirmDialog
      title={words.title(repository)}
      confirm={words.confirm}
      typed={name}
      busy={job.isPending || name === ''}
      error={job.error}
      onClose={onClose}
      onConfirm={() => {
        job.start('/backups/repairs', { repository, confirm: name });
      }}
    >
      <div className={styles.stack}>
        <p>{words.disk}</p>
        <p>{words.damage}</p>
        <p>{words.anew}</p>
      </div>
    </ConfirmDialog>
  );
}
