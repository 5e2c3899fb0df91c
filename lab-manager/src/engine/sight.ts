import type { HealthInput } from '../core/health/check.ts';
import { LabError } from '../core/model/lab-error.ts';
import { edgeOf } from '../core/reconcile/edge-of.ts';
import type { EngineFacts } from '../core/ports.ts';
import type { AcceptedLabFile } from './accepted-lab-file.ts';
import { EdgeWatch } from './edge-watch.ts';
import { healthInput } from './health-input.ts';
import type { LabOptions } from './lab-options.ts';
import { LabView, type View } from './lab-view.ts';
import { look, type Eyes, type Look } from './look.ts';
import { statusOf } from './status-of.ts';
import { within } from './within.ts';

/** Much longer than every call to the engine may take. */
const usualMostLookMs = 90_000;

/** The lab's eyes, and what they saw last. */
export class Sight {
  readonly eyes: Eyes;
  readonly view: LabView;
  readonly edge: EdgeWatch;
  readonly #options: LabOptions;
  readonly #labFiles: AcceptedLabFile;
  #engineFacts: EngineFacts | undefined;

  constructor(options: LabOptions, labFiles: AcceptedLabFile) {
    const { engine, files, store, clock, installation, onEvent } = options;
    this.#options = options;
    this.#labFiles = labFiles;
    this.edge = new EdgeWatch({ probe: options.edge, clock, domain: () => this.#domainToAsk() });
    this.eyes = {
      engine,
      files,
      store,
      facts: () => ({ ...installation, mtu: this.#engineFacts?.mtu, now: clock.now() }),
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

  healthInput(seen: View | undefined): HealthInput {
    return healthInput(seen, this.#labFiles, this.#options.store, this.#options.clock);
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
    const known = JSON.stringify(this.#labFiles.broken);
    await within(this.#mostLookMs, this.#labFiles.takeFromDisk());
    const { broken } = this.#labFiles;
    if (broken.length > 0 && JSON.stringify(broken) !== known)
      this.#options.onEvent({ type: 'labFileBroken', problems: broken.length });
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
