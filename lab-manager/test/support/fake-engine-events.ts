import type { EngineEvent } from '../../src/core/ports.ts';

const reconnected: EngineEvent = { type: 'reconnected', action: 'reconnected', name: undefined };

export const lost: EngineEvent = { type: 'container', action: 'lost', name: undefined };

/** The fake's event stream: every listener has its own queue, and a broken connection loses what happens meanwhile. */
export class FakeEvents {
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  #connected = true;

  emit(event: EngineEvent): void {
    if (this.#connected) for (const listener of this.#listeners) listener(event);
  }

  /** Those who wait for a container have to notice; the stream itself just falls silent. */
  disconnect(): void {
    this.emit(lost);
    this.#connected = false;
  }

  reconnect(): void {
    this.#connected = true;
    this.emit(reconnected);
  }

  async *listen(belongs: (event: EngineEvent) => boolean, signal: AbortSignal): AsyncGenerator<EngineEvent> {
    const queue: EngineEvent[] = this.#connected ? [reconnected] : [];
    let wake = (): void => undefined;
    const listener = (event: EngineEvent) => {
      if (event.type !== 'reconnected' && !belongs(event)) return;
      queue.push(event);
      wake();
    };
    const end = () => wake();
    this.#listeners.add(listener);
    signal.addEventListener('abort', end);
    try {
      while (!signal.aborted) {
        const event = queue.shift();
        if (event !== undefined) yield event;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', end);
      this.#listeners.delete(listener);
    }
  }
}
