import { useQuery } from '@tanstack/react-query';
import type { RestoreReply } from 'lab-manager/contract';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Notice } from '../../components/notice.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { labQuery } from '../../lib/session.ts';
import { formatSize } from '../../lib/size.ts';
import { beforeQuery } from './api.ts';
import { messages } from './messages.ts';
import { useFollowedJob } from './use-followed-job.ts';
import { WorkField, workOf, type WorkChoice } from './work-choice.tsx';
import styles from './backups.module.css';

const words = messages.waiting;

interface WaitingCardProps {
  restores: readonly RestoreReply[];
  mayRestore: boolean;
}

/** What a person has to decide about, before anything else on the page. */
export function WaitingCard({ restores, mayRestore }: WaitingCardProps) {
  const [asked, setAsked] = useState<{ restore: RestoreReply; verb: 'confirm' | 'undo' } | null>(null);
  const close = () => {
    setAsked(null);
  };
  return (
    <Card title={words.title} lead={words.lead}>
      <div className={styles.stack}>
        {restores.map((restore) => (
          <Notice
            key={restore.job}
            tone="warn"
            title={words.what(restore.words, restore.state)}
            actions={
              mayRestore && (
                <>
                  {restore.state !== 'unfinished' && (
                    <Button
                      small
                      aria-label={words.keepOf[restore.state](restore.words)}
                      onClick={() => {
                        setAsked({ restore, verb: 'confirm' });
                      }}
                    >
                      {words.keep[restore.state]}
                    </Button>
                  )}
                  {restore.state !== 'undone' && (
                    <Button
                      small
                      disabled={restore.undoneAfter.length > 0}
                      aria-label={words.undoOf(restore.words)}
                      onClick={() => {
                        setAsked({ restore, verb: 'undo' });
                      }}
                    >
                      {words.undo}
                    </Button>
                  )}
                </>
              )
            }
          >
            <p>
              <TimeAgo time={restore.restoredAt} />
            </p>
            {restore.state !== 'undone' && restore.undoneAfter.length > 0 && <p>{words.first}</p>}
          </Notice>
        ))}
      </div>
      {asked?.verb === 'confirm' && <ConfirmedDialog restore={asked.restore} onClose={close} />}
      {asked?.verb === 'undo' && <UndoDialog restore={asked.restore} onClose={close} />}
    </Card>
  );
}

interface DialogProps {
  restore: RestoreReply;
  onClose: () => void;
}

function ConfirmedDialog({ restore, onClose }: DialogProps) {
  const job = useFollowedJob();
  const { data: before } = useQuery(beforeQuery(restore.job));
  const isUndone = restore.state === 'undone';
  const why = isUndone ? words.dropWhy : words.keepWhy;
  return (
    <ConfirmDialog
      title={isUndone ? words.dropTitle(restore.words) : words.keepTitle(restore.words)}
      confirm={isUndone ? words.dropConfirm : words.keepConfirm}
      busy={job.isPending}
      error={job.error}
      onClose={onClose}
      onConfirm={() => {
        job.start(`/backups/restores/${restore.job}/confirm`, {});
      }}
    >
      <p>{why(before && formatSize(before.bytes))}</p>
    </ConfirmDialog>
  );
}

function UndoDialog({ restore, onClose }: DialogProps) {
  const job = useFollowedJob();
  const lab = useQuery(labQuery);
  const [choice, setChoice] = useState<WorkChoice>('refuse');
  const name = lab.data?.name ?? '';
  return (
    <ConfirmDialog
      title={words.undoTitle(restore.words)}
      confirm={words.undoConfirm}
      typed={name}
      busy={job.isPending || name === ''}
      error={job.error}
      onClose={onClose}
      onConfirm={() => {
        job.start(`/backups/restores/${restore.job}/undo`, { confirm: name, ...workOf(choice) });
      }}
    >
      <p>{words.undoWhy}</p>
      <WorkField choice={choice} onChoose={setChoice} />
    </ConfirmDialog>
  );
}
