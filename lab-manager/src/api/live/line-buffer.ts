import type { LogLine } from '../../core/ports.ts';
import type { LiveSocket } from './live-types.ts';

const flushEveryMs = 100;
const least = 2000;

/**
 * Between a log and a reader who may be slower. It holds a bounded number of lines and drops the oldest, telling how
 * many, so that no log however loud takes the manager's memory.
 */
export class LineBuffer {
  readonly #socket: LiveSocket;
  readonly #subscription: string;
  readonly #most: number;
  #lines: LogLine[] = [];
  #skipped = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(socket: LiveSocket, subscription: string, tail: number) {
    this.#socket = socket;
    this.#subscription = subscription;
    // What was asked for at the start comes in one gust and is no reason to skip any of it.
    this.#most = Math.max(least, tail);
    this.#timer = setInterval(() => {
      this.#flush();
    }, flushEveryMs);
  }

  add(line: LogLine): void {
    this.#lines.push(line);
    if (this.#lines.length <= this.#most * 2) return;
    // In one cut now and then: taking the first of an array each time would cost its length.
    this.#skipped += this.#lines.length - this.#most;
    this.#lines = this.#lines.slice(-this.#most);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  flushAndClose(): void {
    this.close();
    this.#send();
  }

  #flush(): void {
    // Not writable: what was sent last is still on its way to a slow reader, so wait and keep what fits.
    if (this.#socket.conn.transport.writable) this.#send();
  }

  #send(): void {
    if (this.#lines.length === 0) return;
    const event = { subscription: this.#subscription, lines: this.#lines, skipped: this.#skipped };
    this.#lines = [];
    this.#skipped = 0;
    this.#socket.emit('logs:lines', event);
  }
}
