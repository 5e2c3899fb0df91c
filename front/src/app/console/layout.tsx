import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation } from 'react-router';
import { Shell } from '../../components/shell.tsx';
import { TopBar } from '../../components/top-bar.tsx';
import { ThemeToggle } from '../../components/theme-toggle.tsx';
import { JobTray } from '../../features/jobs/job-tray.tsx';
import { labQuery, useMay } from '../../lib/session.ts';
import { Brand } from './brand.tsx';
import { LiveSign, LostBanner } from './live-sign.tsx';
import { messages } from './messages.ts';
import { UpdatedBanner } from './updated-banner.tsx';
import { UserMenu } from './user-menu.tsx';
import { useFreshness } from './use-freshness.ts';
import { useLive } from './use-live.ts';
import styles from './layout.module.css';

export function ConsoleLayout() {
  useLive();
  const { data: lab } = useQuery(labQuery);
  const { status, stale } = useFreshness();
  const { pathname } = useLocation();
  const mayReadConfig = useMay('config:read');
  const mayReadBackups = useMay('backup:read');
  const links = [
    { to: '/', label: messages.pages.status, end: true },
    { to: '/usage', label: messages.pages.usage },
    { to: '/jobs', label: messages.pages.jobs },
    ...(mayReadBackups ? [{ to: '/backups', label: messages.pages.backups }] : []),
    ...(mayReadConfig ? [{ to: '/settings/lab-file', label: messages.pages.labFile }] : []),
    { to: '/settings/tokens', label: messages.pages.tokens },
  ];
  const header = (
    <TopBar brand={<Brand name={lab?.name} />} links={links}>
      <LiveSign />
      <ThemeToggle />
      <UserMenu />
    </TopBar>
  );
  const banner = (
    <>
      <LostBanner />
      <UpdatedBanner />
    </>
  );
  // What only waits is easily forgotten.
  const job = status?.runningJob ?? status?.waitingJobs[0]?.id ?? null;
  // Where the job's steps are on the page already, the tray would only repeat them.
  const tray = job !== null && pathname !== '/' && pathname !== `/jobs/${job}` && <JobTray id={job} />;
  return (
    <Shell header={header} banner={banner} footer={tray}>
      <div className={stale ? styles.stale : undefined}>
        <Outlet />
      </div>
    </Shell>
  );
}
