import type { RefusedService } from '../model/brick.ts';
import type { Problem } from '../model/problem.ts';
import { checkOfLook } from './check.ts';

type Finding = Omit<Problem, 'id'>;

/** Of one brick: more of the same brick says little new, and would push the other bricks off the page. */
const mostOfABrick = 20;

export const brickServices = checkOfLook(
  'brick-service',
  'Every service that a brick asks for is one that the lab runs.',
  ({ desired }) =>
    [...Map.groupBy(desired.refused, ({ environment, brick }) => `${environment}/${brick}`)].flatMap(
      ([subject, refused]) => {
        const [first, more] = [refused.slice(0, mostOfABrick), refused.slice(mostOfABrick)];
        return [...first.map(toldOf(subject)), ...(more.length === 0 ? [] : [andMore(subject, more)])];
      },
    ),
);

const toldOf =
  (subject: string) =>
  ({ environment, brick, field, message, instead }: RefusedService): Finding => ({
    severity: 'warning',
    subject,
    message: `The brick ${brick} in ${environment}: ${field} ${message}.`,
    hint: instead,
  });

function andMore(subject: string, more: readonly RefusedService[]): Finding {
  const [{ environment, brick } = { environment: '', brick: '' }] = more;
  const fields = more.slice(0, 5).map(({ field }) => field);
  return {
    severity: 'warning',
    subject,
    message: `The brick ${brick} in ${environment}: and ${more.length} more, ${fields.join(', ')}${more.length > fields.length ? ', …' : ''}.`,
    hint: 'Correct those before them; why these are refused is told then.',
  };
}
