import { toProblem } from '../../lib/problem.ts';
import { beginTransfer, type Transfer } from './tus-transfer.ts';
import { toBegin, uploadsReducer, type Upload, type UploadEvent } from './upload-state.ts';

interface Running {
  file: File;
  transfer: Transfer | undefined;
}

/** The uploads of this visit. They outlive the page they were begun on: only a reload ends them. */
export class UploadStore {
  #uploads: readonly Upload[] = [];
  readonly #running = new Map<number, Running>();
  readonly #listeners = new Set<() => void>();
  #nextId = 1;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly uploads = (): readonly Upload[] => this.#uploads;

  add(files: Iterable<File>): void {
    for (const file of files) {
      const id = this.#nextId++;
      this.#running.set(id, { file, transfer: undefined });
      this.#tell({ type: 'added', id, name: file.name, size: file.size });
    }
    this.#beginWaiting();
  }

  pause(id: number): void {
    this.#tell({ type: 'paused', id });
    void this.#running.get(id)?.transfer?.pause();
    this.#beginWaiting();
  }

  resume(id: number): void {
    this.#tell({ type: 'queued', id });
    this.#beginWaiting();
  }

  cancel(id: number): void {
    // What the lab cannot be asked to drop now expires there by itself.
    this.#running
      .get(id)
      ?.transfer?.cancel()
      .catch(() => undefined);
    this.remove(id);
  }

  remove(id: number): void {
    this.#running.delete(id);
    this.#tell({ type: 'removed', id });
    this.#beginWaiting();
  }

  #tell(event: UploadEvent): void {
    this.#uploads = uploadsReducer(this.#uploads, event);
    this.#listeners.forEach((listener) => {
      listener();
    });
  }

  #beginWaiting(): void {
    for (const { id } of toBegin(this.#uploads)) void this.#begin(id);
  }

  async #begin(id: number): Promise<void> {
    const running = this.#running.get(id);
    if (running === undefined) return;
    this.#tell({ type: 'began', id });
    if (running.transfer !== undefined) {
      running.transfer.resume();
      return;
    }
    try {
      const transfer = await beginTransfer(running.file, this.#handlers(id));
      running.transfer = transfer;
      // Paused or cancelled while it was being prepared.
      const status = this.#uploads.find((upload) => upload.id === id)?.status;
      if (status === undefined) await transfer.cancel();
      else if (status === 'paused') await transfer.pause();
    } catch (error) {
      this.#tell({ type: 'failed', id, problem: toProblem(error) });
    }
  }

  #handlers(id: number): Parameters<typeof beginTransfer>[1] {
    const ended = (event: UploadEvent) => {
      this.#tell(event);
      this.#beginWaiting();
    };
    return {
      onProgress: (sent) => {
        this.#tell({ type: 'progress', id, sent, at: Date.now() });
      },
      onDone: (resourceId) => {
        ended({ type: 'done', id, resourceId });
      },
      onFailed: (problem) => {
        ended({ type: 'failed', id, problem });
      },
    };
  }
}

export const uploadStore = new UploadStore();
