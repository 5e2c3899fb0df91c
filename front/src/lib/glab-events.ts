import { useSyncExternalStore } from 'react';

let lost = false;
const listeners = new Set<() => void>();

function setLost(value: boolean): void {
  if (lost === value) return;
  lost = value;
  listeners.forEach((listener) => {
    listener();
  });
}

type Handlers = Record<string, (payload: unknown) => void>;

/** The environment's events; the browser reconnects by itself, `onAgain` is for what was missed meanwhile. */
export function openEvents(handlers: Handlers, onAgain: () => void): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let opened = false;

  const open = () => {
    source = new EventSource('/api/v1/events');
    source.onopen = () => {
      setLost(false);
      if (opened) onAgain();
      opened = true;
    };
    source.onerror = () => {
      setLost(true);
      // An answer that is no event stream ends it for good: ask again, more slowly.
      if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, 5000);
    };
    for (const [name, handle] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => {
        handle(JSON.parse((event as MessageEvent<string>).data));
      });
    }
  };
  open();
  return () => {
    clearTimeout(retry);
    source?.close();
    setLost(false);
  };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Without events the pages ask in turns. */
export function usePollInterval(): number | false {
  return useSyncExternalStore(subscribe, () => lost) ? 3000 : false;
}
