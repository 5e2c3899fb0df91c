import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { formatBytes } from '../../lib/format.ts';
import { messages } from './messages.ts';
import { discard, findUnfinished, type Unfinished } from './unfinished.ts';
import { uploadStore } from './upload-store.ts';
import { useUploads } from './use-uploads.ts';
import styles from './upload-card.module.css';

const key = ['unfinished-uploads'];

/** After a reload the browser no longer has the file: the person chooses it again, and it goes on. */
export function UnfinishedList() {
  const { data = [] } = useQuery({ queryKey: key, queryFn: findUnfinished, staleTime: Infinity });
  const active = useUploads();
  const left = data.filter(
    ({ name, size }) => !active.some((upload) => upload.name === name && upload.size === size),
  );
  if (left.length === 0) return null;
  return (
    <section className={styles.heading} aria-label={messages.unfinished}>
      <h3>{messages.unfinished}</h3>
      <p className={styles.limits}>{messages.unfinishedWhy}</p>
      <ul className={styles.list}>
        {left.map((upload) => (
          <UnfinishedRow key={upload.key} upload={upload} />
        ))}
      </ul>
    </section>
  );
}

function UnfinishedRow({ upload }: { upload: Unfinished }) {
  const { name, size, sent } = upload;
  const input = useRef<HTMLInputElement>(null);
  const [other, setOther] = useState(false);
  const queries = useQueryClient();
  const choose = (file: File | undefined) => {
    if (file === undefined) return;
    const same = file.name === name && file.size === size;
    setOther(!same);
    if (same) uploadStore.add([file]);
  };
  return (
    <li className={styles.item}>
      <div className={styles.row}>
        <span className={styles.name}>{name}</span>
        <span className={styles.numbers}>{messages.sentBefore(formatBytes(sent), formatBytes(size))}</span>
        <span className={styles.actions}>
          <Button
            small
            icon="upload"
            aria-label={messages.act(messages.continueWith, name)}
            onClick={() => input.current?.click()}
          >
            {messages.continueWith}
          </Button>
          <Button
            small
            icon="trash"
            aria-label={messages.act(messages.discard, name)}
            onClick={() => {
              void discard(upload).finally(() => queries.invalidateQueries({ queryKey: key }));
            }}
          >
            {messages.discard}
          </Button>
        </span>
      </div>
      <ProgressBar value={size === 0 ? null : sent / size} label={messages.progress(name)} />
      {other && <Notice tone="warn" role="alert" title={messages.otherFile(name)} />}
      <input
        ref={input}
        type="file"
        hidden
        aria-label={messages.act(messages.continueWith, name)}
        onChange={({ target }) => {
          choose(target.files?.[0]);
          target.value = '';
        }}
      />
    </li>
  );
}
