import { LabError } from '../../core/model/lab-error.ts';
import type { CheckOutcome, FoundDamage, RepositoryAccess } from '../../core/ports/backups.ts';
import { fieldsOf, numberOf, textOf, type Fields } from './fields.ts';
import { isOfTheWay, resticError, type Ended } from './restic-error.ts';
import type { Restic } from './restic.ts';
import type { Said } from './said.ts';

/** Of a repository that lost a disk every piece is damaged: nobody reads more of it than this. */
const mostDamage = 200;
const failed = 1;

export async function checkRepository(
  restic: Restic,
  access: RepositoryAccess,
  { part, parts }: { part?: number; parts?: number },
  onLine: (line: string) => void,
  signal?: AbortSignal,
): Promise<CheckOutcome> {
  const reads = part === undefined || parts === undefined ? [] : [`--read-data-subset=${part}/${parts}`];
  const doing = `check the repository ${access.name}`;
  const found = new Found();
  let summary: Fields | undefined;
  const ended = await restic.run(
    access,
    {
      args: ['check', ...reads],
      json: true,
      lock: 'waits',
      doing,
      signal,
      onSaid: (it) => {
        found.hear(it);
        onLine(it.text);
      },
    },
    (line) => {
      const fields = fieldsOf(line);
      if (textOf(fields, 'message_type') === 'summary') summary = fields;
    },
    [0, failed],
  );
  if (signal?.aborted) throw new LabError('job.cancelled', `Cancelled: could not ${doing}.`);
  return checkOutcome(ended, found.damage(), summary, { words: doing, repository: access.name });
}

/**
 * A look that could not be finished is neither good nor damage: it throws. What was found before that counts all the
 * same, since it won't get better by itself.
 */
export function checkOutcome(
  ended: Ended,
  damage: readonly FoundDamage[],
  summary: Fields | undefined,
  doing: { words: string; repository: string },
): CheckOutcome {
  const packs = brokenPacks(summary);
  if (damage.length > 0) return { damage, packs };
  const errors = numberOf(summary, 'num_errors');
  if (ended.code === 0 && errors === 0) return { damage: [], packs: [] };
  if (ended.code === 0 || packs.length === 0) throw resticError({ ...ended, code: failed }, doing);
  return { damage: packs.map((pack) => ({ words: `The pack ${pack} is damaged.`, snapshots: [] })), packs };
}

function brokenPacks(summary: Fields | undefined): readonly string[] {
  const packs = summary?.['broken_packs'];
  return Array.isArray(packs) ? packs.filter((it) => typeof it === 'string') : [];
}

/** What a person at a terminal should do about what was found, which it tells as if that were wrong, too. */
const advice =
  /^(?:The repository (?:contains damaged pack files|is damaged and must be repaired)|restic repair |Damaged pack files can be caused by)/;

/** Errors of the repository; not those of the way there, which say nothing of what lies at its end. */
export class Found {
  private readonly sentences = new Set<string>();
  private beyond = 0;

  hear({ kind, text }: Said): void {
    const sentence = text.trim();
    if (kind !== 'error' || advice.test(sentence) || isOfTheWay(sentence)) return;
    if (this.sentences.has(sentence)) return;
    if (this.sentences.size < mostDamage) this.sentences.add(sentence);
    else this.beyond += 1;
  }

  damage(): readonly FoundDamage[] {
    const all = this.beyond === 0 ? [...this.sentences] : [...this.sentences, `and ${this.beyond} more`];
    return all.map((words) => ({ words, snapshots: snapshotsIn(words) }));
  }
}

/** Restic names them in its sentences alone, mostly by what their ids begin with. */
const snapshotsIn = (sentence: string): readonly string[] =>
  [...sentence.matchAll(/\bsnapshot ([0-9a-f]{8,64})\b/gi)].flatMap(([, id]) => id ?? []);
