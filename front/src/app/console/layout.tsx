import { useQuery } from '@tanstack/react-query';
import { Outlet } from 'react-router';
import { Shell } from '../../components/shell.tsx';
import { TopBar } from '../../components/top-bar.tsx';
import { ThemeToggle } from '../../components/theme-toggle.tsx';
import { statusQuery } from '../../features/lab/api.ts';
import { JobTray } from '../../features/jobs/job-tray.tsx';
import { labQuery, useMay } from '../../lib/session.ts';
import { Brand } from './brand.tsx';
import { LiveSign, LostBanner } from './live-sign.tsx';
import { messages } from './messages.ts';
import { UpdatedBanner } from './updated-banner.tsx';
import { UserMenu } from './user-menu.tsx';
import { useLive } from './use-live.ts';

export function ConsoleLayout() {
  useLive();
  const { data: lab } = useQuery(labQuery);
  const { data: status } = useQuery(statusQuery);
  const mayReadConfig = useMay('config:read');
  const links = [
    { to: '/', label: messages.pages.status, end: true },
    { to: '/jobs', label: messages.pages.jobs },
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
  const runningJob = status?.runningJob ?? null;
  return (
    <Shell header={header} banner={banner} footer={runningJob !== null && <JobTray id={runningJob} />}>
      <Outlet />
    </Shell>
  );
}
