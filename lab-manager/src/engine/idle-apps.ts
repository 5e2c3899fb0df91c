import { readConnections, readTables } from '../core/ondemand/connections.ts';
import { nextAppAction, type AppAction } from '../core/ondemand/idle-app.ts';
import type { DesiredApp } from '../core/model/desired-state.ts';
import { LabError } from '../core/model/lab-error.ts';
import { containerName } from '../core/names.ts';
import type { Clock, ContainerEngine, FailPoints } from '../core/ports.ts';
import type { JobRunner } from '../jobs/job-runner.ts';
import { pause } from '../wake.ts';
import type { Activity } from './activity.ts';
import type { Look } from './look.ts';

export interface IdleAppsOptions {
  engine: Pick<ContainerEngine, 'exec'>;
  activity: Activity;
  clock: Pick<Clock, 'monotonic'>;
  runner: JobRunner;
  look(): Look | undefined;
  labId(): string;
  onUnexpected(error: unknown): void;
  failPoints: FailPoints;
  everyMs?: number | undefined;
}

const askSeconds = 10;

/** Stops apps of bricks that nobody has asked for anything, nor had a connection to, for their idle time. */
export class IdleApps {
  readonly #options: IdleAppsOptions;
  readonly #ran = new Set<string>();
  /** When those that run on were asked to stop. */
  readonly #askedAt = new Map<string, number>();

  constructor(options: IdleAppsOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#lookOnce().catch((error: unknown) => this.#options.onUnexpected(error));
      await pause(this.#options.everyMs ?? 10_000, signal);
    }
  }

  async #lookOnce(): Promise<void> {
    await this.tick();
    this.#options.failPoints.reach('idleApps.looked');
  }

  async tick(): Promise<void> {
    const seen = this.#options.look();
    for (const app of seen?.desired.apps ?? []) {
      const container = containerName(this.#options.labId(), app.service);
      const runs = seen?.observed.containers.some((it) => it.name === container && it.state === 'running');
      await this.#lookAfter(app, container, runs === true);
    }
  }

  async #lookAfter(app: DesiredApp, container: string, runs: boolean): Promise<void> {
    const { activity, runner, clock } = this.#options;
    const { service, idle } = app;
    // What was just started was started for somebody.
    if (runs && !this.#ran.has(service)) activity.note(service);
    if (runs) this.#ran.add(service);
    else for (const forgotten of [this.#ran, this.#askedAt]) forgotten.delete(service);
    if (!runs) return;
    const asked = this.#askedAt.get(service);
    // Somebody may come while it is asked: what was known before is asked for again.
    const next = (connections?: { count: number | undefined }): AppAction =>
      nextAppAction({
        idle,
        unusedMs: activity.idleMs(service),
        askedMs: asked === undefined ? undefined : clock.monotonic() - asked,
        busy: runner.busyWith() !== undefined,
        connections,
      });
    let action = next();
    if (action === 'lookInside') action = next({ count: await this.#connections(app, container) });
    if (action === 'noteUse') activity.note(service);
    if (action === 'stop') this.#stop(service);
  }

  #stop(service: string): void {
    const { runner, clock } = this.#options;
    this.#askedAt.set(service, clock.monotonic());
    runner.ask({
      kind: 'stop',
      params: { target: service, reason: 'idle' },
      requestedBy: { actor: 'idle', via: 'lab', requestId: undefined },
      whenBusy: 'wait',
    });
  }

  /** A page may hold one for hours over which nothing new is asked. Undefined where nobody can tell. */
  async #connections({ port }: DesiredApp, container: string): Promise<number | undefined> {
    try {
      return readConnections(port, await this.#options.engine.exec(container, readTables, askSeconds));
    } catch (error) {
      if (error instanceof LabError) return undefined;
      throw error;
    }
  }
}
