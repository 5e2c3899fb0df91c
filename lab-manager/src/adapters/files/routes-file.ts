import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObservedFiles } from '../../core/model/observed-state.ts';
import { sha256 } from '../../core/sha256.ts';
import { writeAtomically } from './atomic-write.ts';
import { textIfThere } from './text-if-there.ts';

/**
 * The edge's dynamic configuration. One flat file, since the edge does not watch sub-directories, and named `.yaml`
 * although its text is JSON, since the edge ignores any other ending.
 */
export class RoutesFile {
  readonly #published: string;
  readonly #lastGood: string;

  /** Two directories, which are there. */
  constructor(dynamic: string, lastGood: string) {
    this.#published = join(dynamic, 'lab.yaml');
    this.#lastGood = join(lastGood, 'lab.yaml');
  }

  async observe(): Promise<Pick<ObservedFiles, 'routesDigest' | 'routesPublishedAt'>> {
    const text = await textIfThere(this.#published);
    if (text === undefined) return { routesDigest: undefined, routesPublishedAt: undefined };
    const { mtimeMs } = await stat(this.#published);
    return { routesDigest: sha256(text), routesPublishedAt: mtimeMs };
  }

  /** What is replaced was valid when it was published: it is kept beside, for a person to go back to. */
  async publish(text: string): Promise<void> {
    const previous = await textIfThere(this.#published);
    if (previous !== undefined && previous !== text)
      await writeAtomically(this.#lastGood, previous, { mode: 0o644 });
    await writeAtomically(this.#published, text, { mode: 0o644 });
  }
}
