import { LabError } from '../core/model/lab-error.ts';
import { nearest } from '../core/nearest.ts';

export function unknownService(name: string, known: readonly string[]): LabError {
  const meant = nearest(name, known);
  const question = meant === undefined ? '' : `Did you mean ${meant}? `;
  return new LabError('service.unknown', `There is nothing called “${name.slice(0, 100)}” in this lab.`, {
    hint: `${question}There are: ${known.join(', ')}.`,
  });
}
