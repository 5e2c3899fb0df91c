import type { PullProgress } from '../../core/ports.ts';

/** One line of the engine's report on a pull. */
export interface PullLine {
  id?: string;
  status?: string;
  progressDetail?: { current?: number; total?: number } | null;
  error?: string;
}

interface Layer {
  status: string;
  current: number;
  total: number | undefined;
  extracted: number;
}

const waiting = /^(Waiting|Retrying|Pulling fs layer)/;
const done = /^(Download complete|Pull complete|Already exists|Verifying Checksum|Extracting)/;

/** Adds up the layers of one pull. */
export class PullTally {
  readonly #layers = new Map<string, Layer>();

  /** True when the line is news: bytes arrived or a layer got further; a retry is not. */
  add(line: PullLine): boolean {
    const { id, status } = line;
    if (id === undefined || status === undefined) return status !== undefined;
    // The first line names the tag where later ones name layers.
    if (status.startsWith('Pulling from')) return true;
    const before = this.#layers.get(id) ?? { status: '', current: 0, total: undefined, extracted: 0 };
    const after = advance(before, status, line.progressDetail ?? {});
    this.#layers.set(id, after);
    if (waiting.test(status)) return false;
    return (
      after.current > before.current || after.extracted > before.extracted || after.status !== before.status
    );
  }

  progress(): PullProgress {
    const layers = [...this.#layers.values()];
    const known = layers.every(({ total }) => total !== undefined) && layers.length > 0;
    const sum = (of: (layer: Layer) => number) => layers.reduce((all, layer) => all + of(layer), 0);
    const here = layers.filter(({ status }) => done.test(status)).length;
    return {
      current: sum(({ current }) => current),
      total: known ? sum(({ total }) => total ?? 0) : undefined,
      message: layers.length === 0 ? 'asking the registry' : `${here} of ${layers.length} layers downloaded`,
    };
  }
}

function advance(layer: Layer, status: string, detail: { current?: number; total?: number }): Layer {
  const { current = 0, total } = detail;
  if (status === 'Downloading') {
    return { ...layer, status, current, total: total !== undefined && total > 0 ? total : layer.total };
  }
  if (status === 'Extracting') {
    return { ...layer, status, extracted: Math.max(current, layer.extracted) };
  }
  if (done.test(status)) {
    const whole = layer.total ?? layer.current;
    return { ...layer, status, current: whole, total: whole };
  }
  return { ...layer, status };
}
