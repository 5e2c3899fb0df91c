import type { Services } from '../services.ts';
import type { Handlers } from './handler.ts';
import { pageAfter, positionOf } from './page.ts';
import { time } from './time.ts';

export function auditHandlers({ deps }: Services): Pick<Handlers, 'listAudit'> {
  return {
    listAudit: ({ query }) => {
      const found = deps.store.audit.list({ limit: query.limit + 1, before: positionOf(query.cursor) });
      const page = pageAfter(found, query.limit, (row) => String(row.seq));
      return { body: { ...page, items: page.items.map((row) => ({ ...row, at: time(row.at) })) } };
    },
  };
}
