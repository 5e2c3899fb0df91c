import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, ButtonAnchor } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { messages } from '../../features/lab/messages.ts';
import { ResetDialog } from '../../features/lab/reset-dialog.tsx';
import { useResetDev } from '../../features/jobs/api.ts';
import { labQuery, useMay } from '../../lib/session.ts';
import styles from './dev-card.module.css';

const words = messages.dev;

/** The ways into development for those who may go there, and the one to empty it. Nothing where the lab has none. */
export function DevCard({ busy }: { busy: boolean }) {
  const { data: lab } = useQuery(labQuery);
  const mayReset = useMay('dev:reset');
  const mayOpen = useMay('environment:dev:open');
  const mayEdit = useMay('codelab:open');
  const [asked, setAsked] = useState(false);
  const reset = useResetDev();
  if (lab?.hosts.dev === undefined || !(mayOpen || mayEdit || mayReset)) return null;
  const close = () => {
    reset.reset();
    setAsked(false);
  };
  return (
    <Card title={words.title} lead={words.lead}>
      <div className={styles.ways}>
        {mayOpen && (
          <ButtonAnchor icon="external" href={lab.hosts.dev}>
            {words.open}
          </ButtonAnchor>
        )}
        {mayEdit && lab.hosts.codelab !== undefined && (
          <ButtonAnchor icon="external" href={lab.hosts.codelab}>
            {words.codelab}
          </ButtonAnchor>
        )}
        {mayReset && (
          <Button
            icon="trash"
            disabled={busy}
            onClick={() => {
              setAsked(true);
            }}
          >
            {words.reset}
          </Button>
        )}
      </div>
      {asked && (
        <ResetDialog
          labName={lab.name}
          hasCodelab={lab.hosts.codelab !== undefined}
          busy={reset.isPending}
          error={reset.error}
          onClose={close}
          onConfirm={(choice) => {
            reset.mutate(choice, { onSuccess: close });
          }}
        />
      )}
    </Card>
  );
}
