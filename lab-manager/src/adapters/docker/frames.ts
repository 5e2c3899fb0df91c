export interface Frame {
  stream: 'stdout' | 'stderr';
  payload: Buffer;
}

const headerBytes = 8;

/**
 * The engine's multiplexed output (8 bytes of header, then the payload) → pieces of payloads as they come. Nothing is copied:
 * of what goes by in bulk each copy would stay in memory until garbage is next collected.
 */
export class FramePieces {
  readonly #header = Buffer.alloc(headerBytes);
  #headerFilled = 0;
  /** Of the payload that goes by; undefined: a header does. */
  #left: number | undefined;

  *add(chunk: Buffer): Generator<Frame & { endsFrame: boolean }> {
    for (let at = 0; at < chunk.length;) {
      if (this.#left === undefined) at += this.#readHeader(chunk, at);
      if (this.#left === undefined) return;
      const payload = chunk.subarray(at, at + this.#left);
      at += payload.length;
      const endsFrame = payload.length === this.#left;
      this.#left = endsFrame ? undefined : this.#left - payload.length;
      yield { stream: this.#header[0] === 2 ? 'stderr' : 'stdout', payload, endsFrame };
    }
  }

  /** Answers how much of it there was. */
  #readHeader(chunk: Buffer, at: number): number {
    const read = chunk.copy(this.#header, this.#headerFilled, at);
    this.#headerFilled = (this.#headerFilled + read) % headerBytes;
    if (this.#headerFilled === 0) this.#left = this.#header.readUInt32BE(4);
    return read;
  }
}

/** The same → whole payloads; in linear time, unlike dockerode's own. */
export class Frames {
  readonly #pieces = new FramePieces();
  #held: Buffer[] = [];

  *add(chunk: Buffer): Generator<Frame> {
    for (const { stream, payload, endsFrame } of this.#pieces.add(chunk)) {
      // A copy: what is held must not keep the whole of what was read alive.
      if (!endsFrame) this.#held.push(Buffer.from(payload));
      else if (this.#held.length === 0) yield { stream, payload };
      else {
        yield { stream, payload: Buffer.concat([...this.#held, payload]) };
        this.#held = [];
      }
    }
  }
}
