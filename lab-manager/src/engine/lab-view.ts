import type { LabError } from '../core/model/lab-error.ts';
import type { LabStatus } from '../core/model/lab-status.ts';
import type { Look } from './look.ts';

/** What is known of the lab now: the newest look, or why there is none. */
export type View = { look: Look; blind: undefined } | { look: Look | undefined; blind: LabError };

/** Keeps the newest view and tells who listens, whenever the status derived from it changed. */
export class LabView {
  readonly #derive: (view: View | undefined) => LabStatus;
  readonly #listeners = new Set<(status: LabStatus) => void>();
  readonly #onError: (error: unknown) => void;
  #view: View | undefined;
  #status: LabStatus;
  #tried = false;

  constructor(derive: (view: View | undefined) => LabStatus, onError: (error: unknown) => void) {
    this.#derive = derive;
    this.#onError = onError;
    this.#status = derive(undefined);
  }

  get status(): LabStatus {
    return this.#status;
  }

  get view(): View | undefined {
    return this.#view;
  }

  /** True once the first look was tried, whatever came of it. */
  get tried(): boolean {
    return this.#tried;
  }

  saw(look: Look): void {
    this.#set({ look, blind: undefined });
  }

  couldNotSee(blind: LabError): void {
    this.#set({ look: this.#view?.look, blind });
  }

  /** What the status is derived from beside the look has changed. */
  again(): void {
    if (this.#view !== undefined) this.#set(this.#view);
  }

  onChange(listener: (status: LabStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #set(view: View): void {
    this.#view = view;
    this.#tried = true;
    const next = this.#derive(view);
    const changed = differs(next, this.#status);
    this.#status = next;
    if (!changed) return;
    for (const listener of this.#listeners) {
      try {
        listener(next);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}

/** The time of the look alone is no news. */
function differs(a: LabStatus, b: LabStatus): boolean {
  return JSON.stringify({ ...a, observedAt: 0 }) !== JSON.stringify({ ...b, observedAt: 0 });
}
