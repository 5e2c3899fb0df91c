import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { Link, Outlet } from 'react-router';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Shell } from '../../components/shell.tsx';
import { ThemeToggle } from '../../components/theme-toggle.tsx';
import { TopBar } from '../../components/top-bar.tsx';
import { environmentQuery, useMayWrite } from '../../features/environment/api.ts';
import { EnvironmentBadge } from '../../features/environment/environment-badge.tsx';
import { useUploadEnds } from '../../features/uploads/use-uploads.ts';
import { BrickBanner } from './brick-banner.tsx';
import icon from './icon.svg';
import { messages } from './messages.ts';
import { useEvents } from './use-events.ts';
import styles from './layout.module.css';

/** Without its server there is nothing to show: the page asks until it answers. */
const retryMs = 5000;

export function LabLayout() {
  useEvents();
  const queries = useQueryClient();
  useUploadEnds(
    useCallback(() => {
      void queries.invalidateQueries({ queryKey: ['resources'] });
    }, [queries]),
  );
  const query = useQuery({
    ...environmentQuery,
    refetchInterval: ({ state }) => (state.status === 'error' ? retryMs : false),
  });
  const environment = query.data;
  const mayWrite = useMayWrite();
  const links = [
    { to: '/', label: messages.pages.resources, end: true },
    ...(mayWrite ? [{ to: '/tasks', label: messages.pages.tasks }] : []),
    { to: '/scenarios', label: messages.pages.scenarios },
  ];
  const header = (
    <div className={styles.stripe}>
      <TopBar
        links={links}
        brand={
          <>
            <Link to="/" className={styles.brand}>
              <img src={icon} alt="" width="26" height="26" />
              <span>{environment?.lab ?? messages.site}</span>
            </Link>
            <EnvironmentBadge />
          </>
        }
      >
        <span className={styles.user}>{environment?.user.name}</span>
        <ThemeToggle />
        {environment !== undefined && <a href={environment.console_url}>{messages.console}</a>}
      </TopBar>
    </div>
  );
  return (
    <Shell header={header} banner={<BrickBanner />}>
      {query.isError && environment === undefined ? (
        <Page title={messages.site}>
          <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
        </Page>
      ) : (
        <Outlet />
      )}
    </Shell>
  );
}
