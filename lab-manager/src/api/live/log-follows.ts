import { ulid } from 'ulid';
import type { LogsFollowRequest } from '../../contract/index.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { LogSearch } from '../../engine/search-log.ts';
import type { Services } from '../services.ts';
import { LineBuffer } from './line-buffer.ts';
import type { LiveSocket } from './live-types.ts';

const maxFollows = 8;

/** The logs that one socket follows. */
export class LogFollows {
  readonly #services: Services;
  readonly #socket: LiveSocket;
  readonly #running = new Map<string, AbortController>();

  constructor(services: Services, socket: LiveSocket) {
    this.#services = services;
    this.#socket = socket;
  }

  /** Answers the subscription, under which lines will come. */
  start({ service, tail, since, grep }: LogsFollowRequest): string {
    if (this.#running.size >= maxFollows) {
      throw new LabError('request.invalid', `One connection may follow ${String(maxFollows)} logs.`, {
        hint: 'Stop following another one first.',
      });
    }
    const subscription = ulid();
    const controller = new AbortController();
    this.#running.set(subscription, controller);
    const search = {
      tail,
      since: since === undefined ? undefined : Date.parse(since),
      follow: true,
      grep,
    };
    void this.#follow(subscription, service, search, controller.signal);
    return subscription;
  }

  stop(subscription: string): void {
    this.#running.get(subscription)?.abort();
    this.#running.delete(subscription);
  }

  stopAll(): void {
    for (const subscription of [...this.#running.keys()]) this.stop(subscription);
  }

  async #follow(
    subscription: string,
    service: string,
    search: LogSearch & { tail: number },
    signal: AbortSignal,
  ): Promise<void> {
    const buffer = new LineBuffer(this.#socket, subscription, search.tail);
    let reason = 'ended';
    try {
      for await (const line of this.#services.deps.lab.logs(service, search, signal)) buffer.add(line);
    } catch (error) {
      reason = this.#reasonOf(error);
    }
    if (signal.aborted) {
      buffer.close();
      return;
    }
    buffer.flushAndClose();
    this.#running.delete(subscription);
    this.#socket.emit('logs:end', { subscription, reason });
  }

  #reasonOf(error: unknown): string {
    if (error instanceof LabError) return error.message;
    this.#services.deps.log.error({ err: error }, 'following a log failed');
    return 'The lab manager failed to read the log.';
  }
}
