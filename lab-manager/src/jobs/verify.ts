import { damageHint } from '../core/backup/damage-in-words.ts';
import type { Job } from '../core/model/job.ts';
import { LabError } from '../core/model/lab-error.ts';
import { stepName } from '../core/step-names.ts';
import type { VerifyWork } from './backup-work.ts';
import { inARow } from './in-a-row.ts';
import type { JobDefinition, Step } from './job-definition.ts';
import { hasFailed, isDone, isOver, lastWords } from './step-history.ts';

/** Reads repositories and compares: their structure, and the parts that are asked for, or all. It changes nothing of the lab. */
export const verifyJob = ({ verify }: { verify: VerifyWork }): JobDefinition => ({
  title: ({ repository, parts }) => {
    verify.assertRepository(repository);
    const what = parts === undefined ? 'everything' : `${parts.length} of ${verify.parts} parts`;
    return `Verify ${repository ?? 'all repositories'}: read ${what}`;
  },

  plan: async (job) => {
    const open = rounds(verify, job).find((steps) => steps.length > 0);
    if (open !== undefined) return inARow(open);
    const trouble = troubleOf(verify, job);
    if (trouble !== undefined) throw trouble;
    return [];
  },

  outcome: (job) => {
    const parts = job.steps.filter(({ name, state }) => name.startsWith('read:') && state === 'done').length;
    return `Nothing is wrong: the structure and ${parts} ${parts === 1 ? 'part' : 'parts'} were read.`;
  },
});

const structure = (repository: string): string => stepName({ kind: 'check', repository });

/** Of a repository whose structure can't even be looked at, nothing is read. */
function rounds(verify: VerifyWork, job: Job): readonly (readonly Step[])[] {
  const repositories = verify.repositories(job);
  const parts = job.params.parts ?? Array.from({ length: verify.parts }, (_, index) => index + 1);
  const all: Step[][] = [
    repositories.map((repository) => ({
      name: structure(repository),
      sentence: `look at the structure of ${repository}`,
      do: (report, signal) => verify.checkStructure(repository, report, signal),
    })),
    repositories
      .filter((repository) => isDone(job, structure(repository)))
      .flatMap((repository) =>
        parts.map((part) => ({
          name: `read:${repository}:${part}`,
          sentence: `read part ${part} of ${verify.parts} of ${repository}`,
          do: (report, signal) => verify.readPart(repository, part, report, signal),
        })),
      ),
  ];
  return all.map((steps) =>
    steps.filter(({ name }) => !isOver(job, name)).map((step) => ({ ...step, mayFail: true, waits: true })),
  );
}

function troubleOf(verify: VerifyWork, job: Job): LabError | undefined {
  const unread = job.steps
    .filter(({ name, state }) => state === 'failed' && hasFailed(job, name))
    .map(({ name }) => `Not read: ${name.replace(/^[a-z]+:/, '')}: ${lastWords(job, name) ?? ''}`);
  const damaged = verify.repositories(job).filter((repository) => verify.damage(repository).length > 0);
  const damage = damaged.flatMap((repository) =>
    verify.damage(repository).map((words) => `${repository} is damaged: ${words}`),
  );
  const [first] = [...damage, ...unread];
  if (first === undefined) return undefined;
  const more = damage.length + unread.length - 1;
  return new LabError(
    damage.length > 0 ? 'backup.damaged' : 'backup.unread',
    more === 0 ? first : `${first} And ${more} more: see the job’s log.`,
    {
      hint:
        damaged[0] === undefined
          ? 'Read again what was not read: labctl backup verify, some of it with --parts.'
          : damageHint(damaged[0]),
    },
  );
}
