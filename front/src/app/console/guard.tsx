import { useQuery } from '@tanstack/react-query';
import { Navigate, Outlet, useLocation } from 'react-router';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Problem } from '../../lib/problem.ts';
import { labQuery, sessionQuery } from '../../lib/session.ts';
import { messages } from './messages.ts';
import styles from './layout.module.css';

/** Lets in who is signed in; leads the others to the claim or the sign-in page. */
export function Guard() {
  const lab = useQuery(labQuery);
  const session = useQuery(sessionQuery);
  const { pathname, search } = useLocation();

  if (lab.data?.claimed === false) return <Navigate to="/claim" replace />;
  if (session.data !== undefined) return <Outlet />;
  // Not before it is known whether the lab has an owner: nobody can sign in to one that has none.
  if (session.error instanceof Problem && session.error.status === 401 && !lab.isPending) {
    const next = pathname + search;
    return <Navigate to={next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`} replace />;
  }
  const failed = [session, lab].find((query) => query.isError);
  return (
    <main className={styles.waiting}>
      {failed === undefined ? (
        <Loading what={messages.loading} />
      ) : (
        <Page title={messages.site}>
          <ProblemNotice
            error={failed.error}
            onRetry={() => {
              void lab.refetch();
              void session.refetch();
            }}
          />
        </Page>
      )}
    </main>
  );
}
