import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Notice } from '../../components/notice.tsx';
import { messages } from './messages.ts';

/** Two people edited from the same version: the second one's text is kept until they decide. */
export function ConflictNotice({ text, onReload }: { text: string; onReload: () => void }) {
  return (
    <Notice
      tone="warn"
      role="alert"
      title={messages.conflict}
      actions={
        <>
          <CopyButton text={text} label={messages.copyMine} />
          <Button small onClick={onReload}>
            {messages.loadNewest}
          </Button>
        </>
      }
    >
      <p>{messages.conflictWhy}</p>
    </Notice>
  );
}
