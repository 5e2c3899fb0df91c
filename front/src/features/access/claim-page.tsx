import { useEffect, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { ButtonLink } from '../../components/button.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Problem } from '../../lib/problem.ts';
import { labQuery } from '../../lib/session.ts';
import { useClaim } from './api.ts';
import { ClaimFields } from './claim-fields.tsx';
import { EntryFrame } from './entry-frame.tsx';
import { messages } from './messages.ts';
import { takeSetupToken } from './setup-token.ts';
import styles from './entry-frame.module.css';

const words = messages.claim;

function useSetupToken(): string {
  const [token, setToken] = useState(takeSetupToken);
  useEffect(() => {
    // A second link pasted into the same tab changes only the fragment.
    const again = () => {
      setToken(takeSetupToken());
    };
    window.addEventListener('hashchange', again);
    return () => {
      window.removeEventListener('hashchange', again);
    };
  }, []);
  return token;
}

export function ClaimPage() {
  const token = useSetupToken();
  const lab = useQuery(labQuery);
  const claim = useClaim();
  const navigate = useNavigate();
  const gone = claim.error instanceof Problem && claim.error.status === 410;

  if (gone || (lab.data?.claimed === true && !claim.isSuccess)) return <AlreadyClaimed />;
  return (
    <EntryFrame title={words.title} lead={token === '' ? words.noToken : words.lead}>
      <ClaimFields
        key={token}
        token={token}
        busy={claim.isPending}
        problem={claim.error instanceof Problem ? claim.error : null}
        onSubmit={(request) => {
          claim.mutate(request, {
            onSuccess: () => {
              void navigate('/', { replace: true });
            },
          });
        }}
      />
      {lab.isError && <ProblemNotice error={lab.error} onRetry={() => void lab.refetch()} />}
    </EntryFrame>
  );
}

function AlreadyClaimed() {
  return (
    <EntryFrame title={words.done} lead={words.doneWhy}>
      <p className={styles.form}>
        <ButtonLink look="primary" to="/sign-in">
          {words.signIn}
        </ButtonLink>
      </p>
    </EntryFrame>
  );
}
