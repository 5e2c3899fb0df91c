import { expect } from 'chai';
import type { ErrorCode } from '../../src/core/model/error-codes.ts';
import { LabError } from '../../src/core/model/lab-error.ts';

/** The LabError that `call` fails with, of this code: a sentence, and what to do about it. */
export async function refused(code: ErrorCode, call: () => Promise<unknown>): Promise<LabError> {
  let outcome: unknown;
  try {
    outcome = await call();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    expect(error.code, error.message).to.equal(code);
    expect(error.message).to.match(/^[^a-z].*[.!?]$/s);
    if (code !== 'job.cancelled') expect(error.hint, error.message).to.be.a('string');
    return error;
  }
  throw new Error(`expected ${code}, got ${JSON.stringify(outcome)}`);
}
