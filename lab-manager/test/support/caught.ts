import { LabError } from '../../src/core/model/lab-error.ts';

/** The LabError that this throws; anything else, or nothing, fails the test. */
export function caught(work: () => unknown): LabError {
  try {
    work();
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
