import { Route, Routes } from 'react-router';
import { NotFound } from '../../components/not-found.tsx';
import { ClaimPage } from '../../features/access/claim-page.tsx';
import { SignInPage } from '../../features/access/sign-in-page.tsx';
import { TokensPage } from '../../features/access/tokens-page.tsx';
import { BackupsPage } from '../../features/backups/backups-page.tsx';
import { SnapshotPage } from '../../features/backups/snapshot-page.tsx';
import { FiguresPage } from '../../features/figures/figures-page.tsx';
import { JobPage } from '../../features/jobs/job-page.tsx';
import { JobsPage } from '../../features/jobs/jobs-page.tsx';
import { LogPage } from '../../features/logs/log-page.tsx';
import { EntryLayout } from './entry-layout.tsx';
import { Guard } from './guard.tsx';
import { LabFilePage } from './lab-file-page.tsx';
import { ConsoleLayout } from './layout.tsx';
import { StartPage } from './start-page.tsx';
import { StatusPage } from './status-page.tsx';
import { messages } from './messages.ts';

export function ConsoleRoutes() {
  return (
    <Routes>
      <Route element={<EntryLayout />}>
        <Route path="/claim" element={<ClaimPage />} />
        <Route path="/sign-in" element={<SignInPage />} />
      </Route>
      <Route element={<Guard />}>
        <Route element={<ConsoleLayout />}>
          <Route path="/" element={<StatusPage />} />
          <Route path="/usage" element={<FiguresPage />} />
          <Route path="/start/:host" element={<StartPage />} />
          <Route path="/backups" element={<BackupsPage />} />
          <Route path="/backups/:repository/:snapshot" element={<SnapshotPage />} />
          <Route path="/jobs" element={<JobsPage />} />
          <Route path="/jobs/:id" element={<JobPage />} />
          <Route path="/services/:name/logs" element={<LogPage />} />
          <Route path="/settings/lab-file" element={<LabFilePage />} />
          <Route path="/settings/tokens" element={<TokensPage />} />
          <Route path="*" element={<NotFound {...messages.notFound} />} />
        </Route>
      </Route>
    </Routes>
  );
}
