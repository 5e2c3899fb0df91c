import { LabError } from '../../core/model/lab-error.ts';

/** For what is good to remember but no reason to refuse a request: a full disk must not lock people out. */
export function unlessStoreFails(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
  }
}
