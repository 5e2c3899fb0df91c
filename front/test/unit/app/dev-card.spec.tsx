// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { DevCard } from '../../../src/app/console/dev-card.tsx';

const hosts = {
  console: 'https://lab.test',
  prod: 'https://prod.lab.test',
  dev: 'https://dev.lab.test',
  codelab: 'https://codelab.lab.test',
};

/** As somebody with these permissions sees it. */
function shown(permissions: readonly string[]): readonly string[] {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(['lab'], { name: 'Test lab', hosts });
  client.setQueryData(['session'], { permissions });
  render(
    <QueryClientProvider client={client}>
      <DevCard busy={false} />
    </QueryClientProvider>,
  );
  return [...screen.queryAllByRole('link'), ...screen.queryAllByRole('button')].map(
    ({ textContent }) => textContent,
  );
}

describe('app/console/dev-card', () => {
  afterEach(cleanup);

  it.each([
    [['environment:dev:open'], ['Open development']],
    [['codelab:open'], ['Open the codelab']],
    [['dev:reset'], ['Reset development…']],
  ])('whoever has %j is offered %j and no way that would be refused', (permissions, offered) => {
    expect(shown(permissions)).toEqual(offered);
  });

  it('is not there for whom nothing in it is', () => {
    shown(['lab:read', 'environment:prod:open']);
    expect(screen.queryByText('Development')).toBeNull();
  });
});
