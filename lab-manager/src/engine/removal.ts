import { join } from 'node:path';
import { restoreInTheWay } from '../core/backup/restore-in-the-way.ts';
import { dataOfId, notDeletable } from '../core/bricks/leftover-data.ts';
import { serviceOfData } from '../core/bricks/service-names.ts';
import { labPaths } from '../core/desired/paths.ts';
import type { ErrorCode } from '../core/model/error-codes.ts';
import type { LabError } from '../core/model/lab-error.ts';
import type { BackupMemory, LabFiles } from '../core/ports.ts';
import { notRemovable } from '../core/reference/removable.ts';
import type { PlannedStep } from '../jobs/job-definition.ts';
import type { LabWork } from '../jobs/lab-work.ts';
import type { Look } from './look.ts';

type Seen = Pick<Look, 'desired' | 'observed'>;
type Refusal = (id: string, seen: Seen) => LabError | undefined;

export type Removal = Pick<
  LabWork,
  'isBrickData' | 'assertDataUnused' | 'removeDataStep' | 'assertReferenceUnused' | 'removeReferenceStep'
>;

export interface RemovalOptions {
  files: LabFiles;
  memory: Pick<BackupMemory, 'forgetDatabase' | 'restores'>;
  /** The data root. */
  home(): string;
  newest(): Seen | undefined;
  lookAnew(): Promise<Look>;
}

/** Deletes data that nothing uses. */
export function removal({ files, memory, home, newest, lookAnew }: RemovalOptions): Removal {
  const assertUnused = (refusal: Refusal) => (id: string) => {
    const seen = newest();
    const why = seen && refusal(id, seen);
    if (why) throw why;
  };

  /** Undefined where it is gone. */
  const stepUnless =
    (refusal: Refusal, gone: ErrorCode, step: typeof dataStep) =>
    async (id: string): Promise<PlannedStep | undefined> => {
      const why = refusal(id, await lookAnew());
      if (why?.code === gone) return undefined;
      if (why) throw why;
      return step(id);
    };

  const dataRefusal: Refusal = (id, seen) => notDeletable(id, seen) ?? dataInTheWay(id);

  const dataInTheWay = (id: string): LabError | undefined => {
    const data = dataOfId(id);
    if (data === undefined) return undefined;
    const { brickData } = labPaths(home()).environment(data.environment);
    return restoreInTheWay(home(), memory.restores(), [join(brickData, data.name)]);
  };

  const dataStep = (id: string): PlannedStep | undefined => {
    const data = dataOfId(id);
    return (
      data && {
        name: `removeData:${id}`,
        sentence: `delete the data ${id}`,
        after: [],
        do: async () => {
          await files.removeBrickData(data.environment, data.name);
          // What it held is gone for good, as somebody wished: no backup misses it.
          memory.forgetDatabase(serviceOfData(data.environment, data.name));
        },
      }
    );
  };

  const referenceStep = (generation: string): PlannedStep => ({
    name: `removeReference:${generation}`,
    sentence: `delete the reference data ${generation}`,
    after: [],
    do: () => files.removeGeneration(generation),
  });

  return {
    isBrickData: (target) => dataOfId(target) !== undefined,
    assertDataUnused: assertUnused(dataRefusal),
    removeDataStep: stepUnless(dataRefusal, 'data.unknown', dataStep),
    assertReferenceUnused: assertUnused(notRemovable),
    removeReferenceStep: stepUnless(notRemovable, 'reference.unknown', referenceStep),
  };
}
