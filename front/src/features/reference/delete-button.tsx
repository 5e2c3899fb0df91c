import { Button } from '../../components/button.tsx';
import { messages } from './messages.ts';
import type { UnusedData } from './unused-data.ts';

interface DeleteButtonProps {
  data: UnusedData;
  /** A job is running: this one would wait for it. */
  busy: boolean;
  onDelete: (data: UnusedData) => void;
}

export function DeleteButton({ data, busy, onDelete }: DeleteButtonProps) {
  return (
    <Button
      small
      disabled={busy}
      aria-label={messages.deleteOf(data.name)}
      onClick={() => {
        onDelete(data);
      }}
    >
      {messages.delete}
    </Button>
  );
}
