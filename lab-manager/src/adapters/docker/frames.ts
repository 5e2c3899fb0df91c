export interface Frame {
  stream: 'stdout' | 'stderr';
  payload: Buffer;
}

/** The engine's multiplexed output (8 bytes of header, then the payload) → frames; in linear time, unlike dockerode's own. */
export class Frames {
  #parts: Buffer[] = [];
  #bytes = 0;
  #wanted = 8;

  *add(chunk: Buffer): Generator<Frame> {
    this.#parts.push(chunk);
    this.#bytes += chunk.length;
    // A payload that comes in many chunks is joined once, when it is complete.
    if (this.#bytes < this.#wanted) return;
    let data = Buffer.concat(this.#parts);
    while (data.length >= 8) {
      const end = 8 + data.readUInt32BE(4);
      if (data.length < end) break;
      yield { stream: data[0] === 2 ? 'stderr' : 'stdout', payload: data.subarray(8, end) };
      data = data.subarray(end);
    }
    this.#wanted = data.length >= 8 ? 8 + data.readUInt32BE(4) : 8;
    this.#bytes = data.length;
    // A copy: the rest must not keep the whole of what was read alive.
    this.#parts = [Buffer.from(data)];
  }
}
