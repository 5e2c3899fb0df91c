import { whenWords } from '../when-words.ts';
import { checkOfBackups } from './known-backups.ts';

/** One night may fail, and the next copies both. */
const mostBehind = 50 * 3_600_000;

export const copyBehind = checkOfBackups(
  'copy-behind',
  'Every copy of the snapshots is as new as they are.',
  ({ repositories }, { now, timeZone }) => {
    const newest = repositories[0]?.newestAt;
    return repositories.slice(1).flatMap(({ name, made, listed, newestAt, onlyToCome, trouble, copyOf }) => {
      const why = trouble === undefined ? '' : ` ${trouble}`;
      if (!made)
        return [
          {
            severity: 'warning' as const,
            subject: name,
            message: `The repository ${name} stands in the lab file, and nothing is copied to it yet: it was not made.${why}`,
            hint: `Make it with labctl backup repo add ${name}.`,
          },
        ];
      if (!listed)
        return trouble === undefined
          ? []
          : [
              {
                severity: 'warning' as const,
                subject: name,
                message: `The repository ${name} can’t be read, so that nobody knows whether it is as new as ${copyOf ?? 'it should be'}.${why}`,
                hint: `See what is wrong with labctl backup repo test ${name}.`,
              },
            ];
      if (newest === undefined || (newestAt !== undefined && newest - newestAt <= mostBehind)) return [];
      // A first copy may take a while.
      const isFirst = newestAt === undefined && !onlyToCome;
      if (isFirst && trouble === undefined && now - newest <= mostBehind) return [];
      const last =
        newestAt === undefined
          ? emptyWords(onlyToCome)
          : `its newest snapshot is of ${whenWords(newestAt, now, timeZone)}`;
      return [
        {
          severity: 'warning' as const,
          subject: name,
          message: `The repository ${name} is behind ${copyOf ?? 'the one it is a copy of'}: ${last}.${why}`,
          hint: `See whether it can be reached with labctl backup repo test ${name}; the next snapshot copies what is missing.`,
        },
      ];
    });
  },
);

const emptyWords = (onlyToCome: boolean): string =>
  onlyToCome ? 'all that it holds is of a time that is yet to come' : 'there is nothing in it yet';
