import type Docker from 'dockerode';
import type { Connection } from './connect.ts';
import { runIn } from './exec.ts';
import { healthOf } from './observed-container.ts';

type Container = Docker.ContainerInspectInfo;

/** Bounded, because nothing ends it when the manager is gone: ten seconds and what forty of the checks themselves take. */
const untilItPasses =
  'tries=40; until "$@" >/dev/null 2>&1; do tries=$((tries - 1)); [ "$tries" -gt 0 ] || exit 1; sleep 0.25; done';
const mostSeconds = 60;
/** A pass counts for as long as engines take to form an opinion of their own, in milliseconds. */
const countsFor = 5_000;
const nanosecondsInSecond = 1e9;
/** The engine's own default where the image names none, in seconds. */
const usualTimeout = 30;

/**
 * Whether containers that the engine still calls `starting` pass their own health check by now. Engines before 25 first ask
 * after a whole interval, and the start of a lab would mostly consist of waiting for that. Bringing a program into a container
 * costs the engine twenty times what most checks cost: what is waited for is asked time and again by one program inside.
 */
export class OwnChecks {
  readonly #watched = new Set<string>();
  /** When each passed. By start, not container: a check tells nothing about the start after a fall. */
  readonly #passed = new Map<string, number>();

  /** Whether it passes now; of what is watched, whether it passed. */
  async passes(connection: Connection, found: Container): Promise<boolean> {
    const argv = checkToAsk(found);
    if (argv === undefined) return false;
    if (this.#watched.has(startOf(found)) || this.#passedLately(found)) return this.#passedLately(found);
    return this.#ask(connection, found, argv, timeoutOf(found));
  }

  /** Whether it passed; otherwise calls `onPass` when it does, and needs to be told again when it gave up. */
  watch(connection: Connection, found: Container, onPass: () => void, signal: AbortSignal): boolean {
    const argv = checkToAsk(found);
    if (argv === undefined) return false;
    if (this.#passedLately(found)) return true;
    const start = startOf(found);
    if (!this.#watched.has(start)) {
      this.#watched.add(start);
      const loop = ['/bin/sh', '-c', untilItPasses, 'until-it-passes', ...argv];
      void this.#ask(connection, found, loop, mostSeconds, signal).then((passed) => {
        this.#watched.delete(start);
        if (passed) onPass();
      });
    }
    return false;
  }

  async #ask(
    connection: Connection,
    found: Container,
    argv: readonly string[],
    timeoutSeconds: number,
    signal?: AbortSignal,
  ): Promise<boolean> {
    try {
      const { exitCode } = await runIn(connection, found, argv, timeoutSeconds, signal);
      if (exitCode === 0) this.#passed.set(startOf(found), performance.now());
      return exitCode === 0;
    } catch {
      // It just stopped, or has no shell: the engine's own word follows.
      return false;
    }
  }

  #passedLately(found: Container): boolean {
    const oldest = performance.now() - countsFor;
    for (const [start, at] of this.#passed) if (at < oldest) this.#passed.delete(start);
    return this.#passed.has(startOf(found));
  }
}

const startOf = ({ Id, State }: Container): string => `${Id} ${State.StartedAt}`;

/** Only where the engine doesn't know yet, and in the form that needs no shell: all of our images' checks have it. */
function checkToAsk({ Config: { Healthcheck: check }, State: state }: Container): string[] | undefined {
  const [form, ...argv] = check?.Test ?? [];
  const runs = state.Running && !state.Paused && !state.Restarting;
  return runs && healthOf(state) === 'starting' && form === 'CMD' && argv.length > 0 ? argv : undefined;
}

function timeoutOf({ Config: { Healthcheck: check } }: Container): number {
  const nanoseconds = check?.Timeout ?? 0;
  return nanoseconds === 0 ? usualTimeout : nanoseconds / nanosecondsInSecond;
}
