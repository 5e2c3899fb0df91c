import { resourceOf } from './operation-words.ts';
import type { Plan } from '../model/operation.ts';

/** One line a step: `[1,3] -> #4 container:prod-db, createContainer, it does not exist`. */
export function planToText(plan: Plan): string {
  return plan
    .map(
      ({ id, operation, after }) =>
        `[${after.join(',')}] -> #${id} ${resourceOf(operation)}, ${operation.kind}, ${operation.cause}`,
    )
    .join('\n');
}
