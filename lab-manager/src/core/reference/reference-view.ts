import { hasGeneration } from './has-generation.ts';
import { notRemovable } from './removable.ts';
import type { DesiredState } from '../model/desired-state.ts';
import type { ObservedState } from '../model/observed-state.ts';
import type { ReferenceGeneration, ReferenceNeed, ReferenceSet } from '../model/reference.ts';

/** The reference database as people are told about it. */
export interface ReferenceView {
  /** Undefined: no brick asks for it. */
  wanted: (ReferenceSet & { generation: string; present: boolean; readers: readonly string[] }) | undefined;
  needs: readonly ReferenceNeed[];
  generations: readonly (ReferenceGeneration & { wanted: boolean; removable: boolean })[];
}

export function referenceView(
  { desired, observed }: { desired: DesiredState; observed: ObservedState },
  needs: readonly ReferenceNeed[],
): ReferenceView {
  const { reference } = desired;
  return {
    wanted: reference && {
      ...reference.set,
      generation: reference.generation,
      present: hasGeneration(observed.files, reference.generation),
      readers: reference.readers,
    },
    needs,
    generations: observed.files.generations.map((one) => ({
      ...one,
      wanted: one.id === reference?.generation,
      removable: notRemovable(one.id, { desired, observed }) === undefined,
    })),
  };
}
