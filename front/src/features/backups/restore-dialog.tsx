import { useQuery } from '@tanstack/react-query';
import type { RestorePlanReply, SnapshotDetailsReply } from 'lab-manager/contract';
import { useState } from 'react';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Field } from '../../components/field.tsx';
import { Loading } from '../../components/loading.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { labQuery } from '../../lib/session.ts';
import { restorePlanQuery } from './api.ts';
import { messages } from './messages.ts';
import { isGood } from './standing.tsx';
import { useFollowedJob } from './use-followed-job.ts';
import { WorkField, workOf, type WorkChoice } from './work-choice.tsx';
import styles from './backups.module.css';

const words = messages.restore;

interface RestoreDialogProps {
  snapshot: SnapshotDetailsReply;
  /** One file or folder; otherwise it is chosen here what. */
  path?: string;
  onClose: () => void;
}

/** Says what the restore would do, as the lab says it, and asks for the lab's name. */
export function RestoreDialog({ snapshot, path, onClose }: RestoreDialogProps) {
  const job = useFollowedJob();
  const lab = useQuery(labQuery);
  const [target, setTarget] = useState('lab');
  const [lacking, setLacking] = useState(false);
  const [choice, setChoice] = useState<WorkChoice>('refuse');
  const { repository, id } = snapshot;
  const meant = { repository, snapshot: id, target, ...(path !== undefined && { path }) };
  const plan = useQuery(restorePlanQuery(meant));
  const name = lab.data?.name ?? '';
  const isLacking = (plan.data?.lacking.length ?? 0) > 0;
  return (
    <ConfirmDialog
      title={words.title(path ?? called(target))}
      confirm={words.confirm}
      typed={name}
      busy={job.isPending || plan.data === undefined || name === ''}
      blocked={isLacking && !lacking}
      error={job.error}
      onClose={onClose}
      onConfirm={() => {
        job.start('/backups/restores', {
          ...meant,
          ...(isLacking && { lacking: true }),
          confirm: name,
          ...workOf(choice),
        });
      }}
    >
      <div className={styles.stack}>
        {path === undefined && (
          <TargetField
            {...{ snapshot, target }}
            onChoose={(chosen) => {
              setTarget(chosen);
              setLacking(false);
            }}
          />
        )}
        {plan.isPending && <Loading what={words.loading} />}
        {plan.isError && <ProblemNotice error={plan.error} />}
        {plan.data !== undefined && <Plan plan={plan.data} />}
        {isLacking && <LackingField lacking={lacking} onChoose={setLacking} />}
        <WorkField choice={choice} onChoose={setChoice} />
      </div>
    </ConfirmDialog>
  );
}

const called = (target: string): string => (target === 'lab' ? words.lab.toLowerCase() : target);

function Plan({ plan: { standing, sentence, steps } }: { plan: RestorePlanReply }) {
  return (
    <>
      {!isGood(standing) && (
        <Notice tone="warn" title={words.notGood}>
          <p>{sentence}</p>
        </Notice>
      )}
      <ol className={styles.list}>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </>
  );
}

interface LackingFieldProps {
  lacking: boolean;
  onChoose: (lacking: boolean) => void;
}

function LackingField({ lacking, onChoose }: LackingFieldProps) {
  return (
    <label>
      <input
        type="checkbox"
        checked={lacking}
        onChange={(event) => {
          onChoose(event.target.checked);
        }}
      />{' '}
      {words.lacking}
    </label>
  );
}

interface TargetFieldProps {
  snapshot: SnapshotDetailsReply;
  target: string;
  onChoose: (target: string) => void;
}

function TargetField({ snapshot: { manifest }, target, onChoose }: TargetFieldProps) {
  const { environments, databases } = manifest;
  return (
    <Field label={words.what}>
      {(control) => (
        <select
          {...control}
          value={target}
          onChange={(event) => {
            onChoose(event.target.value);
          }}
        >
          <option value="lab">{words.lab}</option>
          {[...environments, ...databases.map(({ service }) => service)].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
    </Field>
  );
}
