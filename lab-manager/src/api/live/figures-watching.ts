import type { Services } from '../services.ts';
import { figuresReply } from '../routes/figures-reply.ts';
import type { LiveSocket } from './live-types.ts';

/** Whether one socket watches the figures; as long as any does, they are read often. */
export class FiguresWatching {
  readonly #services: Services;
  readonly #socket: LiveSocket;
  #stop: (() => void) | undefined;

  constructor(services: Services, socket: LiveSocket) {
    this.#services = services;
    this.#socket = socket;
  }

  start(): void {
    const { lab } = this.#services.deps;
    this.#stop ??= lab.onFigures((now) => {
      // Volatile: to a reader who is slow, figures of a while ago are nothing worth waiting for.
      this.#socket.volatile.emit('figures:now', figuresReply(now, lab));
    });
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
