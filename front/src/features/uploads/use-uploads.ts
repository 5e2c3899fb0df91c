import { useEffect, useRef, useSyncExternalStore } from 'react';
import { announce } from '../../components/announcer.tsx';
import { messages } from './messages.ts';
import type { Upload } from './upload-state.ts';
import { uploadStore } from './upload-store.ts';

export function useUploads(): readonly Upload[] {
  return useSyncExternalStore(uploadStore.subscribe, uploadStore.uploads);
}

const unsettled = ({ status }: Upload) => status === 'sending' || status === 'waiting' || status === 'paused';

/** For the whole visit: speaks ends, and warns before a reload that would interrupt. */
export function useUploadEnds(onDone: () => void): void {
  const uploads = useUploads();
  const before = useRef(uploads);
  useEffect(() => {
    for (const upload of uploads) {
      const was = before.current.find(({ id }) => id === upload.id)?.status;
      if (was === upload.status) continue;
      if (upload.status === 'failed') announce(messages.failed(upload.name));
      if (upload.status !== 'done') continue;
      announce(messages.done(upload.name));
      onDone();
    }
    before.current = uploads;
  }, [uploads, onDone]);

  const busy = uploads.some(unsettled);
  useEffect(() => {
    if (!busy) return;
    const warn = (event: BeforeUnloadEvent) => {
      event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => {
      window.removeEventListener('beforeunload', warn);
    };
  }, [busy]);
}
