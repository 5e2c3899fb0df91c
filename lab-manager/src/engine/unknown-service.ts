import { LabError } from '../core/model/lab-error.ts';
import { composeServices } from '../core/names.ts';
import { nearest } from '../core/nearest.ts';

/** `known` may be asked for here; the edge and the manager itself are the base compose file's. */
export function unknownService(name: string, known: readonly string[]): LabError {
  if (composeServices.includes(name)) return composeService(name);
  const meant = nearest(name, known);
  const question = meant === undefined ? '' : `Did you mean ${meant}? `;
  return new LabError('service.unknown', `There is nothing called “${quotable(name)}” in this lab.`, {
    hint: `${question}There are: ${known.join(', ')}.`,
  });
}

/** What somebody wrote, on one line and no longer than a name can be. */
export const quotable = (name: string): string => name.replaceAll(/[\s\p{Cc}]+/gu, ' ').slice(0, 100);

function composeService(name: string): LabError {
  return new LabError(
    'service.unknown',
    `The lab doesn’t start or stop “${name}”: without it there is no lab to ask.`,
    {
      hint: `On the server: docker restart with the container’s name, which ends in -${name}.`,
    },
  );
}
