import { rotationParts } from '../../core/backup/rotation.ts';
import { counted } from '../../core/counted.ts';
import type { FoundDamage } from '../../core/ports.ts';
import type { VerifyWork } from '../../jobs/backup-work.ts';
import type { StepReport } from '../../jobs/job-definition.ts';
import type { Repositories } from './repository-access.ts';
import type { Soundness } from './soundness.ts';

/** What the job that reads repositories needs. */
export function verifyWork(repositories: Repositories, soundness: Soundness): VerifyWork {
  /** As the job's own look found them; after a restart nobody knows, and each part counts for itself. */
  const structures = new Map<string, readonly FoundDamage[]>();
  return {
    assertRepository: (name) => void repositories.named(name),
    repositories: ({ params: { repository } }) =>
      repository === undefined
        ? repositories.all().map(({ name }) => name)
        : [repositories.named(repository).name],
    parts: rotationParts,
    async checkStructure(repository, report, signal) {
      await repositories.with(repository, (it) => it.unlock());
      const damage = await soundness.structure(repository, report, signal);
      structures.set(repository, damage);
      told(damage, report);
    },
    async readPart(repository, part, report, signal) {
      const damage = await soundness.part(repository, part, structures.get(repository) ?? [], report, signal);
      told(damage, report);
    },
    damage: (repository) => soundness.damage(repository),
  };
}

/** What a look found: into the job's log, and what came of it into the step's last words. */
function told(damage: readonly FoundDamage[], report: StepReport): void {
  for (const { words } of damage) report.log(words);
  report.progress(1, foundWords(damage.length));
}

function foundWords(count: number): string {
  if (count === 0) return 'nothing is wrong';
  return `${counted(count, 'thing')} ${count === 1 ? 'is' : 'are'} wrong`;
}
