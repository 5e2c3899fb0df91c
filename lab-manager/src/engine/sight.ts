import type { HealthInput } from '../core/health/check.ts';
import type { KnownBackups } from '../core/health/known-backups.ts';
import type { BricksRead } from '../core/model/brick.ts';
import type { DesiredApp } from '../core/model/desired-state.ts';
import { referenceNeeds } from '../core/reference/reference-needs.ts';
import { LabError } from '../core/model/lab-error.ts';
import { edgeOf } from '../core/reconcile/edge-of.ts';
import type { EngineFacts } from '../core/ports.ts';
import type { AcceptedLabFile } from './accepted-lab-file.ts';
import { EdgeWatch } from './edge-watch.ts';
import { LabFigures } from './figures/lab-figures.ts';
import { healthInput } from './health-input.ts';
import type { LabOptions } from './lab-options.ts';
import { LabView, type View } from './lab-view.ts';
import { look, type Eyes, type Look } from './look.ts';
import { OomWatch } from './oom-watch.ts';
import { statusOf } from './status-of.ts';
import { Waiting } from './waiting.ts';
import { within } from './within.ts';

/** Much longer than every call to the engine may take. */
const usualMostLookMs = 90_000;

/** The lab's eyes, and what they saw last. */
export class Sight {
  readonly eyes: Eyes;
  readonly view: LabView;
  readonly edge: EdgeWatch;
  readonly oom: OomWatch;
  readonly figures: LabFigures;
  readonly waiting = new Waiting();
  /** What is known of backups; joined once there are any. */
  backups: () => KnownBackups | undefined = () => undefined;
  readonly #options: LabOptions;
  readonly #labFiles: AcceptedLabFile;
  #engineFacts: EngineFacts | undefined;
  #bricks: BricksRead = { folders: [], unread: [] };

  constructor(options: LabOptions, labFiles: AcceptedLabFile) {
    const { engine, files, store, clock, installation, onEvent } = options;
    this.#options = options;
    this.#labFiles = labFiles;
    this.figures = new LabFigures(options, () => this.view.view);
    this.oom = new OomWatch(clock);
    this.edge = new EdgeWatch({ probe: options.edge, clock, domain: () => this.#domainToAsk() });
    this.eyes = {
      engine,
      files,
      store,
      facts: () => ({
        ...installation,
        mtu: this.#engineFacts?.mtu,
        gpus: this.#engineFacts?.gpus,
        cores: this.#engineFacts?.cores,
        bricks: this.#bricks.folders,
        unreadBricks: this.#bricks.unread,
        referenceNeeds: referenceNeeds(this.#bricks.folders),
        now: clock.now(),
      }),
      refreshFacts: async () => {
        this.#bricks = await files.readBricks();
        // What is desired depends on it: without it a container would be made anew without its GPU.
        this.#engineFacts ??= await engine.facts();
      },
      engineFacts: () => this.#engineFacts,
      edgeTrouble: () => this.edge.trouble,
    };
    this.view = new LabView(
      (seen) => statusOf(this.healthInput(seen)),
      (error) => onEvent({ type: 'unexpected', error }),
    );
  }

  get engineFacts(): EngineFacts | undefined {
    return this.#engineFacts;
  }

  /** Of bricks, as of the last look: what has a host of its own. */
  apps(): readonly DesiredApp[] {
    return this.view.view?.look?.desired.apps ?? [];
  }

  healthInput(seen: View | undefined): HealthInput {
    const { store, clock } = this.#options;
    const { latest, pressure } = this.figures.watch;
    const { machine } = latest;
    return healthInput(seen, {
      labFiles: this.#labFiles,
      store,
      clock,
      pressure,
      oomKills: this.oom.recent,
      machine,
      waiting: (environment) => this.waiting.of(environment),
      backup: this.backups(),
    });
  }

  /** Keeps what it saw; undefined where the engine or the disk could not be asked, which it tells. */
  async look(signal?: AbortSignal): Promise<Look | undefined> {
    const { clock, onEvent } = this.#options;
    const started = clock.monotonic();
    try {
      const seen = await within(this.#mostLookMs, this.#look(signal));
      this.view.saw(seen);
      onEvent({ type: 'looked', milliseconds: clock.monotonic() - started, operations: seen.plan.length });
      return seen;
    } catch (error) {
      if (signal?.aborted === true || !(error instanceof LabError)) throw error;
      // What comes back may be another engine.
      this.#engineFacts = undefined;
      this.view.couldNotSee(error);
      onEvent({ type: 'blind', milliseconds: clock.monotonic() - started, error });
      return undefined;
    }
  }

  /** Before whatever depends on it: a person may have written it a moment ago. */
  async takeLabFile(): Promise<void> {
    const known = this.#labFileState();
    await within(this.#mostLookMs, this.#labFiles.takeFromDisk());
    if (this.#labFileState() === known) return;
    // Whoever is told of a version that was accepted must not be told that the text before it is broken.
    this.view.again();
    const { broken } = this.#labFiles;
    if (broken.length > 0) this.#options.onEvent({ type: 'labFileBroken', problems: broken.length });
  }

  #labFileState(): string {
    return JSON.stringify([this.#labFiles.broken, this.#labFiles.notYetApplied()]);
  }

  get #mostLookMs(): number {
    return this.#options.mostLookMs ?? usualMostLookMs;
  }

  /** Meets the engine first if that is still to do. */
  async #look(signal: AbortSignal | undefined): Promise<Look> {
    await this.takeLabFile();
    this.#engineFacts ??= await this.#options.engine.facts();
    return look(this.eyes, this.#labFiles.heldTo().parsed, { purpose: 'heal', signal });
  }

  /** Nobody may take what was seen before for the present. */
  failed(error: unknown): void {
    this.#options.onEvent({ type: 'unexpected', error });
    this.view.couldNotSee(
      new LabError('internal', 'The manager met an error nobody expected.', {
        cause: error,
        hint: 'See the manager’s log, and please report it.',
      }),
    );
  }

  /** Only where the edge runs and was given something to serve can anybody expect an answer. */
  #domainToAsk(): string | undefined {
    const seen = this.view.view;
    if (seen === undefined || seen.blind !== undefined || edgeOf(seen.look.observed) === undefined)
      return undefined;
    const { certificate, routesDigest } = seen.look.observed.files;
    const served = certificate !== undefined && routesDigest !== undefined;
    return served ? this.#labFiles.heldTo().parsed.domain : undefined;
  }
}
