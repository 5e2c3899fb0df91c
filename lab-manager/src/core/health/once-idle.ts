import type { EnvironmentStatus } from '../model/environment-status.ts';

/** How an environment is, and what jobs will do to it once no work runs. */
export const sentenceWith = (
  { sentence }: Pick<EnvironmentStatus, 'sentence'>,
  titles: readonly string[],
): string => [sentence, ...titles.map((title) => `Once no work runs: ${uncapital(title)}.`)].join(' ');

const uncapital = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
