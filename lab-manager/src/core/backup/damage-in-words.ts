/** The first thing that is wrong, a sentence, and how many more there are; undefined: nothing is. */
export function damageInWords([first, ...others]: readonly string[]): string | undefined {
  return first === undefined || others.length === 0 ? first : `${first} And ${others.length} more.`;
}

/** What to do about damage of this repository. */
export const damageHint = (repository: string): string =>
  `See which snapshots it concerns: labctl backup list --repository ${repository}. Then see to its disk, and have it mended: labctl backup repair --repository ${repository}.`;
