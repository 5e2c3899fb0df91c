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

/** The engine breaks longer lines into pieces of this size. */
const pieceBytes = 16_384;

/**
 * Frames of a log → lines. One frame is a line, or a piece of a long one: pieces bear the time stamp of the first. The
 * last piece ends with a line feed only on newer engines, so its shortness and the next time stamp tell as well.
 */
export class LogLines {
  readonly #open = new Map<Stream, Open>();

  add({ stream, payload }: Frame): LogLine[] {
    const space = payload.indexOf(0x20);
    const time = payload.subarray(0, Math.max(space, 0)).toString();
    const body = payload.subarray(space + 1);
    const ends = body.at(-1) === 0x0a;
    const before = this.#open.get(stream);
    const continued = before?.time === time ? before : undefined;
    const open = continued ?? { time, text: [], bytes: 0, cut: false };
    append(open, ends ? body.subarray(0, -1) : body);
    const done = before !== undefined && continued === undefined ? [line(stream, before)] : [];
    if (!ends && body.length >= pieceBytes) {
      this.#open.set(stream, open);
      return done;
    }
    this.#open.delete(stream);
    return [...done, line(stream, open)];
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
