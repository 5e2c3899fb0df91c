/** Of one archive, symbolic links that stay within it. Who reads one has to remember them until its end. */
export interface LinkLimits {
  links: number;
  /** Characters of their paths and targets. */
  text: number;
}

/** Some 200 bytes of memory each, beside their text. Who writes an export keeps to what who reads it takes. */
export const linkLimits: LinkLimits = { links: 500_000, text: 64 * 1024 ** 2 };

/** Counts the links of one archive as they come. */
export class LinkRoom {
  readonly #limits: LinkLimits;
  #links = 0;
  #text = 0;

  constructor(limits: LinkLimits) {
    this.#limits = limits;
  }

  /** Whether there was room for this one, too. */
  take(path: string, target: string): boolean {
    this.#links += 1;
    this.#text += path.length + target.length;
    return this.#links <= this.#limits.links && this.#text <= this.#limits.text;
  }
}
