import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { ErrorBoundary } from '../../components/error-boundary.tsx';
import { showEnvironment } from '../../features/environment/show-environment.ts';
import { whenUnauthorized } from '../../lib/http.ts';
import { newQueryClient } from '../../lib/query-client.ts';
import { reloadOnce } from '../../lib/reload-once.ts';
import { applyTheme } from '../../lib/theme.ts';
import { LabRoutes } from './routes.tsx';
import '../../components/base.css';

applyTheme();
showEnvironment(document.documentElement, location.hostname);

// The edge leads whoever is not signed in to the sign-in page, on a page load only.
whenUnauthorized(reloadOnce);

const root = document.getElementById('root');
if (root === null) throw new Error('lab.html has no #root');
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <QueryClientProvider client={newQueryClient()}>
        <BrowserRouter>
          <LabRoutes />
        </BrowserRouter>
      </QueryClientProvider>
    </ErrorBoundary>
  </StrictMode>,
);
