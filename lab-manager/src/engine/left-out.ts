import type { HealthInput } from '../core/health/check.ts';
import { imageUnavailable } from '../core/health/image-unavailable.ts';
import { nameTaken } from '../core/health/name-taken.ts';
import { referenceMissing } from '../core/health/reference-missing.ts';
import type { ErrorCode } from '../core/model/error-codes.ts';
import { LabError } from '../core/model/lab-error.ts';

const reasons = [
  { check: imageUnavailable, code: 'image.unavailable' },
  { check: nameTaken, code: 'docker.name_taken' },
  { check: referenceMissing, code: 'reference.missing' },
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

/**
 * What was asked to start and needs a stopped service is left as it is: without this it would be said that it runs. What
 * starts on demand rests where it is not itself the target.
 */
export function stoppedNeed(
  { look, stops }: HealthInput,
  services: readonly string[],
  target: string,
): LabError | undefined {
  const all = look?.desired.services ?? [];
  const asked = all.filter(
    ({ name, running, uninstalled, onDemand }) =>
      services.includes(name) &&
      !running &&
      uninstalled !== true &&
      (onDemand !== true || name === target) &&
      !stops.has(name),
  );
  for (const { name, after } of asked) {
    const need = all.find((it) => after.includes(it.name) && !it.running);
    if (need === undefined) continue;
    return new LabError(
      'service.stopped',
      `${name} was not started: it needs ${need.name}, which is stopped.`,
      {
        hint: `Start that one first: labctl start ${need.name}.`,
      },
    );
  }
  return undefined;
}
