import { titleOf } from '../reference/generation.ts';
import { hasGeneration } from '../reference/has-generation.ts';
import { roundBytes } from '../units.ts';
import { checkOfLook } from './check.ts';

/** Asked for, and not built: only an apply fetches it. */
export const referenceMissing = checkOfLook(
  'reference-missing',
  'The reference data that bricks ask for is here.',
  ({ desired: { reference, services }, observed }) => {
    const wanted = services.some(({ name, running }) => name === 'biota-db' && running);
    if (reference === undefined || !wanted || hasGeneration(observed.files, reference.generation)) return [];
    const { set, readers } = reference;
    const older = observed.containers.some(({ ours, name }) => ours && name.endsWith('-biota-db'));
    return [
      {
        severity: 'warning' as const,
        subject: 'biota-db',
        message: `Bricks in ${readers.join(' and ')} need the reference database, and its data ${titleOf(set)} is not here${older ? '; the data of before goes on being served' : ''}.`,
        hint: `labctl apply fetches it (${roundBytes(set.bytes)}) and builds it (about ${roundBytes(set.builtBytes)} on the disk).`,
      },
    ];
  },
);
