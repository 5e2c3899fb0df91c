import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { NewTokenReply, TokensReply } from 'lab-manager/contract';
import { announce } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Loading } from '../../components/loading.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { tokensQuery, useRevokeToken } from './api.ts';
import { messages } from './messages.ts';
import { NewTokenForm } from './new-token-form.tsx';
import { TokenTable } from './token-table.tsx';
import styles from './tokens-page.module.css';

const words = messages.tokens;
type Token = TokensReply['items'][number];

export function TokensPage() {
  const tokens = useQuery(tokensQuery);
  const [made, setMade] = useState<NewTokenReply | null>(null);
  const [revoking, setRevoking] = useState<Token | null>(null);
  return (
    <Page title={words.title} lead={words.lead}>
      <Card title={words.new} lead={words.newLead}>
        <NewTokenForm onMade={setMade} />
        {made !== null && (
          <MadeToken
            made={made}
            onHide={() => {
              setMade(null);
            }}
          />
        )}
      </Card>
      <Card title={words.list} flush>
        {tokens.isPending && <Loading what={words.loading} />}
        {tokens.isError && <ProblemNotice error={tokens.error} onRetry={() => void tokens.refetch()} />}
        {tokens.data?.items.length === 0 && (
          <EmptyState icon="key" title={words.empty}>
            {words.emptyWhy}
          </EmptyState>
        )}
        {tokens.data !== undefined && tokens.data.items.length > 0 && (
          <TokenTable tokens={tokens.data.items} onRevoke={setRevoking} />
        )}
      </Card>
      {revoking !== null && (
        <RevokeDialog
          token={revoking}
          onClose={() => {
            setRevoking(null);
          }}
        />
      )}
    </Page>
  );
}

function MadeToken({ made, onHide }: { made: NewTokenReply; onHide: () => void }) {
  return (
    <div className={styles.made}>
      <Notice
        tone="ok"
        role="status"
        title={words.made(made.name)}
        actions={
          <>
            <CopyButton text={made.token} label={words.copy} />
            <Button small onClick={onHide}>
              {words.hide}
            </Button>
          </>
        }
      >
        <p>{words.madeWhy}</p>
        <p>
          <code>{made.token}</code>
        </p>
      </Notice>
    </div>
  );
}

function RevokeDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const revoke = useRevokeToken();
  return (
    <ConfirmDialog
      title={words.revokeTitle(token.name)}
      confirm={words.revoke}
      busy={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onConfirm={() => {
        revoke.mutate(token.id, {
          onSuccess: () => {
            announce(words.revoked(token.name));
            onClose();
          },
        });
      }}
    >
      <p>{words.revokeWhy}</p>
    </ConfirmDialog>
  );
}
