import { damageHint, damageInWords } from '../../core/backup/damage-in-words.ts';
import { rotationParts } from '../../core/backup/rotation.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { BackupMemory, CheckOutcome, Clock, FoundDamage } from '../../core/ports.ts';
import type { StepReport } from '../../jobs/job-definition.ts';
import type { Repositories } from './repository-access.ts';

export interface SoundnessOptions {
  repositories: Repositories;
  memory: BackupMemory;
  clock: Clock;
}

/** Looks at repositories and keeps what it finds: damage goes only where that very thing was looked at again and is right. */
export class Soundness {
  readonly #options: SoundnessOptions;

  constructor(options: SoundnessOptions) {
    this.#options = options;
  }

  /** Answers what is wrong; an index that is wrong is written anew from what is there, and looked at again. */
  async structure(
    repository: string,
    report: StepReport,
    signal: AbortSignal,
  ): Promise<readonly FoundDamage[]> {
    const { repositories, memory, clock } = this.#options;
    const beganAt = clock.now();
    const log = (line: string): void => report.log(line);
    const damage = await repositories.with(repository, async (it) => {
      const first = await it.check({}, log, signal);
      if (first.damage.length === 0) return first.damage;
      report.log(
        'Something is wrong with it: its index is written anew, which mends what only the index lost.',
      );
      try {
        await it.repairIndex(log, signal);
        return (await it.check({}, log, signal)).damage;
      } catch (error) {
        memory.noteChecked(repository, beganAt, first.damage);
        throw error;
      }
    });
    memory.noteChecked(repository, beganAt, damage);
    return damage;
  }

  /** Answers what is wrong with that part, beside what is wrong with the structure. */
  async part(
    repository: string,
    part: number,
    structure: readonly FoundDamage[],
    report: StepReport,
    signal: AbortSignal,
  ): Promise<readonly FoundDamage[]> {
    const { repositories, memory, clock } = this.#options;
    const read = (): Promise<CheckOutcome> =>
      repositories.with(repository, (it) =>
        it.check({ part, parts: rotationParts }, (line) => report.log(line), signal),
      );
    const note = ({ damage }: CheckOutcome): readonly FoundDamage[] => {
      const found = inPart(damage, structure);
      memory.noteRead(repository, part, clock.now(), found);
      return found;
    };
    const first = await read();
    const isKnown = memory.health(repository).damage.some((one) => one.part === part);
    if (first.damage.length === 0 || isKnown) return note(first);
    // What a way that failed for a moment made look damaged is right the second time, and what is damaged is not.
    report.log(`Something is wrong with part ${part}: it is read once more.`);
    try {
      return note(await read());
    } catch (error) {
      note(first);
      throw error;
    }
  }

  /** What is wrong with it and not mended. */
  damage(repository: string): readonly string[] {
    return this.#options.memory.health(repository).damage.map(({ words }) => words);
  }

  assertSound(repository: string): void {
    const words = damageInWords(this.damage(repository));
    if (words === undefined) return;
    throw new LabError('backup.damaged', `${repository} is damaged: ${words}`, {
      hint: damageHint(repository),
    });
  }
}

/** What a reading found in a part, beside what is wrong with the structure: with that nobody can tell whether all of it was read. */
function inPart(damage: readonly FoundDamage[], structure: readonly FoundDamage[]): readonly FoundDamage[] {
  const known = new Set(structure.map(({ words }) => words));
  const own = damage.filter(({ words }) => !known.has(words));
  return structure.length > 0 && own.length === 0 ? structure : own;
}
