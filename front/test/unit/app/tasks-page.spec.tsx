// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TasksPage } from '../../../src/app/lab/tasks-page.tsx';

const task = {
  id: 'labstead_tables.describe',
  title: 'Describe a table',
  description: '',
  brick: 'labstead_tables',
  brick_version: '0.1.0',
  inputs: [{ name: 'table', title: 'Table', kind: 'table', required: true }],
  outputs: [],
  parameters: {},
};
const resource = { id: '01R', name: 'birds.csv', kind: 'table' };

function renderAt(path: string): void {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
  client.setQueryData(['tasks'], { items: [task] });
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter initialEntries={[path]}>
        <TasksPage />
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

const way = async (): Promise<string | null> =>
  (await screen.findByRole('link', { name: 'Choose Describe a table' })).getAttribute('href');

describe('app/lab/tasks-page', () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it('offers no task before it knows what one came with, and then takes it along', async () => {
    let answer: (reply: Response) => void = () => undefined;
    vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => (answer = resolve)));
    renderAt('/tasks?resource=01R');
    expect(screen.queryByRole('link')).toBeNull();
    answer(Response.json(resource));
    expect(await way()).toBe('/tasks/labstead_tables.describe?resource=01R');
    screen.getByText('On birds.csv');
  });

  it('offers all tasks where what one came with is gone', async () => {
    vi.stubGlobal('fetch', () =>
      Promise.resolve(
        Response.json(
          { code: 'resource.not_found', title: 'Gone', status: 404 },
          { status: 404, headers: { 'content-type': 'application/problem+json' } },
        ),
      ),
    );
    renderAt('/tasks?resource=01R');
    expect(await way()).toBe('/tasks/labstead_tables.describe');
  });
});
