import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { whenUnauthorized } from '../../lib/http.ts';
import { newQueryClient } from '../../lib/query-client.ts';
import { sessionQuery } from '../../lib/session.ts';
import { applyTheme } from '../../lib/theme.ts';
import { ErrorBoundary } from '../../components/error-boundary.tsx';
import { ConsoleRoutes } from './routes.tsx';
import '../../components/base.css';

applyTheme();
document.documentElement.dataset['site'] = 'Labstead';

const queries = newQueryClient();
// Whatever request finds the session over: the guard of the pages then leads to the sign-in page.
whenUnauthorized(() => {
  if (queries.getQueryData(sessionQuery.queryKey) === undefined) return;
  void queries.resetQueries({ queryKey: sessionQuery.queryKey });
});

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <QueryClientProvider client={queries}>
        <BrowserRouter>
          <ConsoleRoutes />
        </BrowserRouter>
      </QueryClientProvider>
    </ErrorBoundary>
  </StrictMode>,
);
