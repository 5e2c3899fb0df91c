export interface Copy {
  name: string;
  /** The repository that it is filled from. */
  from: string;
}

/** Each after the one it is filled from, beginning with those filled from `first`; what is reached by no way from there is left out. */
export function copyOrder(copies: readonly Copy[], first: string): readonly Copy[] {
  const ordered: Copy[] = [];
  const filled = new Set([first]);
  for (let left = [...copies]; left.length > 0;) {
    const next = left.filter(({ from }) => filled.has(from));
    if (next.length === 0) return ordered;
    ordered.push(...next);
    for (const { name } of next) filled.add(name);
    left = left.filter(({ name }) => !filled.has(name));
  }
  return ordered;
}
