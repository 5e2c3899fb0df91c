interface Waiting<T> {
  value: T | undefined;
  timer: NodeJS.Timeout;
}

/** Tells the first at once, then the newest at most every so often per key; what is `final` goes out at once. */
export function throttleByKey<T>(
  everyMs: number,
  out: (value: T) => void,
): { tell(key: string, value: T, final: boolean): void; stop(): void } {
  const waiting = new Map<string, Waiting<T>>();
  const drop = (key: string) => {
    clearTimeout(waiting.get(key)?.timer);
    waiting.delete(key);
  };
  const send = (key: string, value: T) => {
    const timer = setTimeout(() => {
      const next = waiting.get(key)?.value;
      waiting.delete(key);
      if (next !== undefined) send(key, next);
    }, everyMs);
    waiting.set(key, { value: undefined, timer });
    out(value);
  };
  return {
    tell(key, value, final) {
      const entry = waiting.get(key);
      if (final) {
        drop(key);
        out(value);
      } else if (entry === undefined) send(key, value);
      else entry.value = value;
    },
    stop() {
      for (const key of [...waiting.keys()]) drop(key);
    },
  };
}
