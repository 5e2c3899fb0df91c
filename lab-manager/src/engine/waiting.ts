const abouts = ['schedule', 'changes', 'changes of the codelab'] as const;
type About = (typeof abouts)[number];

/** What is due in an environment and waits for work to end, in words for its status. */
export class Waiting {
  readonly #words = new Map<string, string>();

  of(environment: string): string | undefined {
    const all = abouts.flatMap((it) => this.#words.get(key(environment, it)) ?? []);
    return all.length === 0 ? undefined : all.join(' ');
  }

  /** Answers whether that is another than before. */
  note(environment: string, about: About, words: string | undefined): boolean {
    const before = this.#words.get(key(environment, about));
    if (words === undefined) this.#words.delete(key(environment, about));
    else this.#words.set(key(environment, about), words);
    return before !== words;
  }
}

const key = (environment: string, about: About): string => `${about}:${environment}`;
