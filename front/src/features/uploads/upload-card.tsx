import { useRef, useState, type DragEvent, type Ref } from 'react';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Icon } from '../../components/icon.tsx';
import { HiddenText } from '../../components/hidden-text.tsx';
import { cx } from '../../lib/cx.ts';
import { messages } from './messages.ts';
import { UnfinishedList } from './unfinished-list.tsx';
import { UploadList } from './upload-list.tsx';
import { uploadStore } from './upload-store.ts';
import styles from './upload-card.module.css';

/** Where files come in: dropped, or chosen. `chooser` lets other parts of the page open the same dialogue. */
export function UploadCard({ chooser }: { chooser?: Ref<HTMLInputElement> }) {
  const [over, setOver] = useState(false);
  const own = useRef<HTMLInputElement>(null);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    uploadStore.add(event.dataTransfer.files);
  };
  return (
    <Card title={messages.title}>
      <div
        className={cx(styles.drop, over && styles.over)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => {
          setOver(false);
        }}
        onDrop={drop}
      >
        <Icon name="upload" />
        <p>
          {messages.drop}{' '}
          <Button small onClick={() => own.current?.click()}>
            {messages.choose}
          </Button>
        </p>
        <p className={styles.limits}>{messages.limits}</p>
        <label className={styles.hidden}>
          <HiddenText>{messages.choose}</HiddenText>
          <input
            type="file"
            multiple
            tabIndex={-1}
            data-testid="file-input"
            ref={(element) => {
              own.current = element;
              if (typeof chooser === 'function') chooser(element);
              else if (chooser) chooser.current = element;
            }}
            onChange={({ target }) => {
              uploadStore.add(target.files ?? []);
              target.value = '';
            }}
          />
        </label>
      </div>
      <UploadList />
      <UnfinishedList />
    </Card>
  );
}
