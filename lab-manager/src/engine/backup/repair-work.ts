import { rotationParts } from '../../core/backup/rotation.ts';
import { counted } from '../../core/counted.ts';
import type { BackupMemory } from '../../core/ports.ts';
import type { RepairWork } from '../../jobs/backup-work.ts';
import type { Listings } from './listings.ts';
import type { Repositories } from './repository-access.ts';

export interface RepairWorkOptions {
  repositories: Repositories;
  listings: Listings;
  memory: Pick<BackupMemory, 'health'>;
}

/** Mends what lies in a repository; what is known of its damage stays until that was looked at again. */
export function repairWork({ repositories, listings, memory }: RepairWorkOptions): RepairWork {
  return {
    repository: ({ repository }) => repositories.named(repository).name,

    damagedParts: (repository) =>
      [...new Set(memory.health(repository).damage.flatMap(({ part }) => part ?? []))].toSorted(
        (one, other) => one - other,
      ),

    async index(repository, report, signal) {
      await repositories.with(repository, async (it) => {
        await it.unlock();
        await it.repairIndex((line) => report.log(line), signal);
      });
    },

    async packs(repository, part, report, signal) {
      const log = (line: string): void => report.log(line);
      const count = await repositories.with(repository, async (it) => {
        const { packs } = await it.check({ part, parts: rotationParts }, log, signal);
        await it.repairPacks(packs, log, signal);
        return packs.length;
      });
      report.progress(1, anewWords(count));
    },

    async snapshots(repository, report, signal) {
      const log = (line: string): void => report.log(line);
      const [replaced, removed] = await repositories.with(repository, async (it) => [
        await it.repairSnapshots(log, signal),
        await it.removeUnreadable(signal),
      ]);
      await listings.anew(repository, signal);
      report.progress(1, mendedWords(repository, replaced, removed));
    },
  };
}

function anewWords(count: number): string {
  if (count === 0) return 'nothing in it is damaged';
  return `${counted(count, 'damaged piece')} ${count === 1 ? 'was' : 'were'} written anew`;
}

function mendedWords(repository: string, replaced: readonly string[], removed: readonly string[]): string {
  const ids = (all: readonly string[]): string => all.map((id) => id.slice(0, 8)).join(', ');
  const words = [
    ...(replaced.length === 0
      ? []
      : [`Of ${ids(replaced)} in ${repository} something is gone: what is left of them is lacking.`]),
    ...(removed.length === 0 ? [] : [`${ids(removed)} could not be read and was taken out.`]),
  ];
  return words.length === 0 ? `No snapshot in ${repository} lost anything.` : words.join(' ');
}
