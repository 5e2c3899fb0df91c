import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { told } from '../../../src/lib/told.ts';

describe('what the live line tells', () => {
  /** A page that shows it, and a lab that answers when it is let. */
  function page() {
    const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    const replies: ((text: string) => void)[] = [];
    const observer = new QueryObserver(queries, {
      queryKey: ['status'],
      queryFn: ({ signal: _signal }) => new Promise<string>((resolve) => replies.push(resolve)),
    });
    const leave = observer.subscribe(() => undefined);
    const shown = () => observer.getCurrentResult().data;
    const answer = async (text: string) => {
      replies.at(-1)?.(text);
      await new Promise((resolve) => setTimeout(resolve, 0));
    };
    return { queries, shown, answer, leave };
  }

  it('is not overwritten by a reply to what was asked for before', async () => {
    const { queries, shown, answer, leave } = page();
    await answer('version 1');
    const again = queries.refetchQueries({ queryKey: ['status'] });
    await told(queries, ['status'], 'version 3');
    await answer('version 2');
    await again;
    expect(shown()).toBe('version 3');
    leave();
  });

  it('is shown although the first reply is still to come', async () => {
    const { queries, shown, answer, leave } = page();
    await told(queries, ['status'], 'version 3');
    await answer('version 2');
    expect(shown()).toBe('version 3');
    leave();
  });

  it('stands in the order in which it was told', async () => {
    const { queries, shown, leave } = page();
    await Promise.all(['version 3', 'version 4', 'version 5'].map((text) => told(queries, ['status'], text)));
    expect(shown()).toBe('version 5');
    leave();
  });
});
