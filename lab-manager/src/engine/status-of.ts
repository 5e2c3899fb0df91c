import type { HealthInput } from '../core/health/check.ts';
import { findProblems } from '../core/health/health-checks.ts';
import { labStatus } from '../core/health/lab-status.ts';
import type { LabStatus } from '../core/model/lab-status.ts';

export function statusOf(input: HealthInput): LabStatus {
  return labStatus(input, findProblems(input));
}
