import type { HealthInput } from '../core/health/check.ts';
import { healthChecks } from '../core/health/health-checks.ts';
import type { Problem } from '../core/model/problem.ts';
import type { DoctorCheck } from './lab.ts';

/** Every check with what it found: one line where all is well, one per problem where not. */
export function examine(input: HealthInput): readonly DoctorCheck[] {
  return healthChecks.flatMap((check) => {
    const found = check.find(input);
    if (found === undefined) return [unknown(check.id, input)];
    return found.length === 0
      ? [fine(check.id, check.fine)]
      : found.map((problem) => asCheck(check.id, problem));
  });
}

function fine(id: string, message: string): DoctorCheck {
  return { id, status: 'ok', subject: 'lab', message, hint: undefined };
}

function unknown(id: string, { blind }: HealthInput): DoctorCheck {
  const message =
    blind === undefined ? 'Nobody has looked yet.' : 'It can’t be told while the engine does not answer.';
  return { id, status: 'unknown', subject: 'lab', message, hint: blind?.hint };
}

/** An information is no finding that needs anybody. */
function asCheck(id: string, { severity, subject, message, hint }: Problem): DoctorCheck {
  return { id, status: severity === 'info' ? 'ok' : severity, subject, message, hint };
}
