import type { HealthInput } from '../core/health/check.ts';
import { imageUnavailable } from '../core/health/image-unavailable.ts';
import { nameTaken } from '../core/health/name-taken.ts';
import type { ErrorCode } from '../core/model/error-codes.ts';
import { LabError } from '../core/model/lab-error.ts';

const reasons = [
  { check: imageUnavailable, code: 'image.unavailable' },
  { check: nameTaken, code: 'docker.name_taken' },
] as const satisfies readonly { check: unknown; code: ErrorCode }[];

/**
 * Why one of these services can't be what it should be although nothing is left to plan for it. Without this a job would
 * say that all is done when a service was left out.
 */
export function leftOut(input: HealthInput, services: readonly string[]): LabError | undefined {
  for (const { check, code } of reasons) {
    const problem = check.find(input)?.find(({ subject }) => services.includes(subject));
    if (problem) return new LabError(code, problem.message, { hint: problem.hint });
  }
  return undefined;
}
