import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/button.tsx';
import { remove } from '../../lib/http.ts';
import { closeLive } from '../../lib/live.ts';
import { sessionQuery } from '../../lib/session.ts';
import { messages } from './messages.ts';
import styles from './layout.module.css';

export function UserMenu() {
  const { data: session } = useQuery(sessionQuery);
  const queries = useQueryClient();
  const signOut = useMutation({
    mutationFn: () => remove('/session'),
    onSuccess: () => {
      closeLive();
      queries.clear();
      // A new page: nothing of this session stays in memory.
      location.assign('/sign-in');
    },
  });
  if (session === undefined) return null;
  const who = messages.signedInAs(session.user.name, session.user.role);
  return (
    <>
      <span className={styles.user} title={`${who} · ${session.user.email}`}>
        {who}
      </span>
      <Button
        small
        look="quiet"
        busy={signOut.isPending}
        onClick={() => {
          signOut.mutate();
        }}
      >
        {messages.signOut}
      </Button>
    </>
  );
}
