import type { LogLine } from '../../core/ports.ts';
import type { Frame } from './frames.ts';

/** Longer lines are cut: a program that never ends its line must not fill the manager's memory. */
export const longestLine = 16_384;
const cutMark = ' …[cut]';

interface Open {
  time: string;
  text: Buffer[];
  bytes: number;
  cut: boolean;
}

type Stream = LogLine['stream'];

/** Frames of a log → lines. One frame is a line, or a piece of a long one that bears a time stamp of its own. */
export class LogLines {
  readonly #open = new Map<Stream, Open>();

  add({ stream, payload }: Frame): LogLine | undefined {
    const space = payload.indexOf(0x20);
    const time = payload.subarray(0, Math.max(space, 0)).toString();
    const body = payload.subarray(space + 1);
    const ends = body.at(-1) === 0x0a;
    const open = this.#open.get(stream) ?? { time, text: [], bytes: 0, cut: false };
    append(open, ends ? body.subarray(0, -1) : body);
    if (!ends) {
      this.#open.set(stream, open);
      return undefined;
    }
    this.#open.delete(stream);
    return line(stream, open);
  }

  /** What the container left without a line end. */
  rest(): LogLine[] {
    return [...this.#open].map(([stream, open]) => line(stream, open));
  }
}

function append(open: Open, text: Buffer): void {
  const room = longestLine - open.bytes;
  if (text.length > room) open.cut = true;
  if (room <= 0) return;
  open.text.push(Buffer.from(text.subarray(0, room)));
  open.bytes += Math.min(text.length, room);
}

const line = (stream: Stream, open: Open): LogLine => ({
  stream,
  time: open.time,
  text: Buffer.concat(open.text).toString().replace(/\r$/, '') + (open.cut ? cutMark : ''),
});
