import { cancelled, timedOut, toLabError } from './docker-error.ts';

/**
 * Runs one call to the engine: at most `milliseconds` long, given up when `outer` aborts, every error ours.
 * The race is what keeps the promise: a request whose answer breaks off half-way never calls back.
 */
export async function withinLimit<T>(
  doing: string,
  milliseconds: number,
  call: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> {
  const controller = new AbortController();
  const giveUp = () => controller.abort(cancelled(doing));
  if (outer?.aborted) throw cancelled(doing);
  const timer = setTimeout(() => controller.abort(timedOut(doing)), milliseconds);
  outer?.addEventListener('abort', giveUp, { once: true });
  const ended = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(toLabError(controller.signal.reason, doing)));
  });
  try {
    return await Promise.race([call(controller.signal), ended]);
  } catch (error) {
    throw toLabError(error, doing);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', giveUp);
  }
}
