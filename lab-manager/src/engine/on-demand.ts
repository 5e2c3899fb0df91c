import { nextAction, type Inside, type Memory, type Next } from '../core/ondemand/next-action.ts';
import type { LabStatus } from '../core/model/lab-status.ts';
import { environmentNames, type EnvironmentName, type LabFile } from '../core/model/lab-file.ts';
import { finalJobStates, type Job } from '../core/model/job.ts';
import type { Clock, FailPoints, Store } from '../core/ports.ts';
import type { JobRunner } from '../jobs/job-runner.ts';
import { pause } from '../wake.ts';
import type { Activity } from './activity.ts';
import type { WorkInside } from './environment-work.ts';
import type { Waiting } from './waiting.ts';

export interface OnDemandOptions {
  clock: Clock;
  store: Store;
  runner: JobRunner;
  inside: WorkInside;
  activity: Activity;
  /** What the lab is held to; undefined before its first lab file. */
  labFile(): LabFile | undefined;
  status(): Pick<LabStatus, 'environments' | 'services'>;
  onUnexpected(error: unknown): void;
  waiting: Waiting;
  /** What waits is part of the status. */
  changed(): void;
  failPoints: FailPoints;
  everyMs?: number | undefined;
}

/** Longer than the pause between two looks. */
const holdSeconds = 120;
const nothingRuns = { running: 0, queued: 0 };

/** Starts and stops environments by the schedule and when nobody uses them, as `nextAction` decides. */
export class OnDemand {
  readonly #options: OnDemandOptions;
  readonly #memories = new Map<EnvironmentName, Omit<Memory, 'followed'>>();
  /** Jobs that were asked for here and of which it wasn't seen yet what came of them. */
  readonly #asked: Set<string>;
  /** When an idle stop of it last ended, by the clock that never jumps: apart from when somebody came. */
  readonly #triedIdly = new Map<string, number>();

  constructor(options: OnDemandOptions) {
    this.#options = options;
    // Also of what ended right before the manager did.
    const before = options.store.journal.list({ limit: 50, before: undefined });
    const open = before.filter(
      ({ params, endedAt }) => isOurs(params) && (endedAt === undefined || params.reason === 'schedule'),
    );
    this.#asked = new Set(open.map(({ id }) => id));
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#lookOnce().catch((error: unknown) => this.#options.onUnexpected(error));
      await pause(this.#options.everyMs ?? 10_000, signal);
    }
  }

  async #lookOnce(): Promise<void> {
    await this.tick();
    this.#options.failPoints.reach('onDemand.looked');
  }

  async tick(): Promise<void> {
    const labFile = this.#options.labFile();
    if (labFile === undefined) return;
    this.#settle();
    for (const name of environmentNames) await this.#lookAfter(name, labFile);
  }

  async #lookAfter(name: EnvironmentName, labFile: LabFile): Promise<void> {
    const { action } = this.#decide(name, labFile, undefined);
    if (action.kind !== 'lookInside') return;
    // Somebody may come while it is asked: what was known before is asked for again.
    this.#decide(name, labFile, await this.#lookInside(name, action.hold));
  }

  #decide(name: EnvironmentName, labFile: LabFile, inside: Inside | undefined): Next {
    const { clock, store, runner, activity } = this.#options;
    const { environments, services } = this.#options.status();
    const { followed } = store.environments.get(name);
    const next = nextAction({
      name,
      file: labFile.environments[name],
      timeZone: labFile.timeZone,
      memory: { ran: undefined, waiting: undefined, ...this.#memories.get(name), followed },
      state: environments.find((it) => it.name === name)?.state,
      services: services.filter(({ environment }) => environment === name),
      wishes: { stops: store.wishes.stops(), uninstalled: store.wishes.uninstalled() },
      idleMs: Math.min(activity.idleMs(name), clock.monotonic() - (this.#triedIdly.get(name) ?? -Infinity)),
      busy: runner.busyWith() !== undefined,
      inside,
      now: clock.now(),
    });
    this.#carryOut(name, next, followed);
    return next;
  }

  #carryOut(name: EnvironmentName, { memory, usedAgoMs, action }: Next, before: Memory['followed']): void {
    const { store, activity, runner, waiting, changed } = this.#options;
    const { followed, ...kept } = memory;
    this.#memories.set(name, kept);
    if (followed.written !== before?.written || followed.doneAt !== before?.doneAt)
      store.environments.noteFollowed(name, followed);
    if (usedAgoMs !== undefined) activity.note(name, usedAgoMs);
    if (waiting.note(name, 'schedule', kept.waiting)) changed();
    if (action.kind !== 'ask') return;
    const { id } = runner.ask({
      kind: action.verb,
      params: { target: name, reason: action.reason },
      requestedBy: { actor: action.reason, via: 'lab', requestId: undefined },
      whenBusy: 'wait',
    });
    this.#asked.add(id);
  }

  async #lookInside(name: EnvironmentName, hold: boolean): Promise<Inside> {
    const { inside } = this.#options;
    // Whether somebody uses the codelab says also whether something runs in it.
    if (!hold)
      return { work: await inside.ask(name), codelab: nothingRuns, unusedMs: await inside.unusedMs(name) };
    const codelab = name === 'dev' ? await inside.ask('dev-codelab') : nothingRuns;
    return { work: await inside.hold(name, holdSeconds), codelab, unusedMs: undefined };
  }

  /**
   * A time is done once its job did it, whatever came afterwards, or once a person called it off. What could not be done
   * idly is tried after as long again.
   */
  #settle(): void {
    const { store, clock } = this.#options;
    for (const id of this.#asked) {
      const job = store.journal.get(id);
      if (job !== undefined && !finalJobStates.includes(job.state)) continue;
      this.#asked.delete(id);
      if (job === undefined) continue;
      if (job.params.reason === 'idle') this.#triedIdly.set(job.params.target, clock.monotonic());
      else if (job.state !== 'failed') this.#done(job);
    }
  }

  /** It was asked for at the newest of its times. */
  #done({ params, createdAt }: Job): void {
    const { environments } = this.#options.store;
    const { followed } = environments.get(params.target);
    if (followed !== undefined && followed.doneAt < createdAt)
      environments.noteFollowed(params.target, { ...followed, doneAt: createdAt });
  }
}

/** An app of a brick that nobody uses is stopped elsewhere. */
const isOurs = ({ target, reason }: Job['params']): boolean =>
  (reason === 'schedule' || reason === 'idle') && environmentNames.some((name) => name === target);
