import type { TokensReply } from 'lab-manager/contract';
import { Button } from '../../components/button.tsx';
import { formatDateTime } from '../../lib/format.ts';
import { TimeAgo } from '../../components/time-ago.tsx';
import { useNow } from '../../lib/use-now.ts';
import { messages } from './messages.ts';
import { Table } from '../../components/table.tsx';
import table from '../../components/table.module.css';

type Token = TokensReply['items'][number];
const words = messages.tokens;

export function TokenTable({
  tokens,
  onRevoke,
}: {
  tokens: readonly Token[];
  onRevoke: (token: Token) => void;
}) {
  const now = useNow(60_000);
  return (
    <Table
      columns={[
        words.columns.name,
        words.columns.made,
        words.columns.used,
        words.columns.ends,
        { name: words.columns.actions, kind: 'actions' },
      ]}
    >
      {tokens.map((token) => (
        <tr key={token.id}>
          <td className={table.name}>{token.name}</td>
          <td data-label={words.columns.made}>
            <TimeAgo time={token.createdAt} />
          </td>
          <td data-label={words.columns.used}>
            {token.lastUsedAt === null ? words.never : <TimeAgo time={token.lastUsedAt} />}
          </td>
          <td data-label={words.columns.ends}>
            {Date.parse(token.expiresAt) < now ? words.ended : formatDateTime(token.expiresAt)}
          </td>
          <td>
            <div className={table.actions}>
              <Button
                small
                aria-label={words.revokeOne(token.name)}
                onClick={() => {
                  onRevoke(token);
                }}
              >
                {words.revoke}
              </Button>
            </div>
          </td>
        </tr>
      ))}
    </Table>
  );
}
