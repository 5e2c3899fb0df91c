import type { TokensReply } from 'lab-manager/contract';
import { Button } from '../../components/button.tsx';
import { cx } from '../../lib/cx.ts';
import { formatDateTime } from '../../lib/format.ts';
import { TimeAgo } from '../../components/time-ago.tsx';
import { HiddenText } from '../../components/hidden-text.tsx';
import { useNow } from '../../lib/use-now.ts';
import { messages } from './messages.ts';
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
    <div className={table.wrap}>
      <table className={cx(table.table, table.stack)}>
        <thead>
          <tr>
            <th scope="col">{words.columns.name}</th>
            <th scope="col">{words.columns.made}</th>
            <th scope="col">{words.columns.used}</th>
            <th scope="col">{words.columns.ends}</th>
            <th scope="col">
              <HiddenText>{words.columns.actions}</HiddenText>
            </th>
          </tr>
        </thead>
        <tbody>
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
        </tbody>
      </table>
    </div>
  );
}
