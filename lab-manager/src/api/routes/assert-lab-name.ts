import { LabError } from '../../core/model/lab-error.ts';
import type { Lab } from '../../engine/lab.ts';

/** For what takes the place of data: a person has typed the lab's name, letter by letter. */
export function assertLabName(lab: Pick<Lab, 'heldTo'>, typed: string, participle: string): void {
  const { name } = lab.heldTo().parsed;
  if (typed === name) return;
  throw new LabError(
    'request.invalid',
    `The name of the lab was not given as it is, so nothing was ${participle}.`,
    {
      hint: 'Give it in `confirm`, letter by letter.',
      details: [{ path: 'confirm', message: `must be “${name}”` }],
    },
  );
}
