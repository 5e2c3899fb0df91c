/** The first thing that is wrong, a sentence, and how many more there are; undefined: nothing is. */
export function damageInWords([first, ...others]: readonly string[]): string | undefined {
  return first === undefined || others.length === 0 ? first : `${first} And ${others.length} more.`;
}
