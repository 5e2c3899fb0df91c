import { titleOf } from '../reference/generation.ts';
import { notRemovable } from '../reference/removable.ts';
import { roundBytes } from '../units.ts';
import { checkOfLook } from './check.ts';
import type { ReferenceGeneration } from '../model/reference.ts';

/** Offered for deletion, never deleted by the lab itself: getting it again may take hours. */
export const referenceUnused = checkOfLook(
  'reference-unused',
  'No reference data lies about unused.',
  (look) =>
    look.observed.files.generations
      // What biota-db goes on serving until its successor is built is in use, though nothing asks for it.
      .filter(({ id }) => id !== look.desired.reference?.generation && notRemovable(id, look) === undefined)
      .map((one) => ({
        severity: 'info' as const,
        subject: one.id,
        message: `${describe(one)} is used by no brick any more.`,
        hint: `Delete it with labctl biota remove ${one.id}, or keep it for later.`,
      })),
);

function describe({ id, about, bytes }: ReferenceGeneration): string {
  return about === undefined
    ? `What is left of the reference data ${id}`
    : `The reference data ${titleOf(about)} (${roundBytes(bytes)} on the disk)`;
}
