import { Button } from '../../components/button.tsx';
import { messages } from './messages.ts';
import styles from './lab-file-editor.module.css';

interface EditorActionsProps {
  changed: boolean;
  checking: boolean;
  onRevert: () => void;
  onCheck: () => void;
}

export function EditorActions({ changed, checking, onRevert, onCheck }: EditorActionsProps) {
  return (
    <>
      {changed && (
        <>
          <span className={styles.changed}>{messages.changed}</span>
          <Button small look="quiet" onClick={onRevert}>
            {messages.revert}
          </Button>
        </>
      )}
      <Button small look="primary" busy={checking} onClick={onCheck}>
        {messages.check}
      </Button>
    </>
  );
}
