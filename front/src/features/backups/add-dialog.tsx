import type { AddRepositoryRequest, RepositoryReply } from 'lab-manager/contract';
import { useState } from 'react';
import { announce } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useAddRepository } from './api.ts';
import { messages } from './messages.ts';
import { blankSecrets, requestOf } from './repository-secrets.ts';
import { SecretFields } from './secret-fields.tsx';
import styles from './backups.module.css';

const words = messages.add;

interface AddDialogProps {
  repository: RepositoryReply;
  onClose: () => void;
}

/** Makes a repository that the lab file names, or opens one that is there. */
export function AddDialog({ repository, onClose }: AddDialogProps) {
  const { name } = repository;
  const [secrets, setSecrets] = useState(blankSecrets);
  const add = useAddRepository(name);
  const submit = (request: AddRepositoryRequest) => {
    add.mutate(request, {
      onSuccess: () => {
        announce(words.done(name));
        onClose();
      },
    });
  };
  const actions = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button
        look="primary"
        busy={add.isPending}
        onClick={() => {
          submit(requestOf(repository.kind, secrets));
        }}
      >
        {words.submit}
      </Button>
    </>
  );
  return (
    <Dialog title={words.title(name)} onClose={onClose} actions={actions}>
      <div className={styles.stack}>
        <p>{words.at(repository.location)}</p>
        <SecretFields kind={repository.kind} secrets={secrets} onChange={setSecrets} />
        {add.isError && <ProblemNotice error={add.error} />}
      </div>
    </Dialog>
  );
}
