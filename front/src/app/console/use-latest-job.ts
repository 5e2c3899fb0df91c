import { useState } from 'react';

/** The running job, and after its end the same one until another starts: its outcome must not vanish. */
export function useLatestJob(running: string | null): string | null {
  const [latest, setLatest] = useState(running);
  if (running !== null && running !== latest) setLatest(running);
  return latest;
}
