import type { EnvironmentName } from './lab-file.ts';

/** What people work in: an environment, by its glab, or the codelab. */
export type Workplace = EnvironmentName | 'dev-codelab';

/** What goes on in an environment, as its glab says, or in the codelab, as it says itself. */
export interface EnvironmentWork {
  running: number;
  queued: number;
  /**
   * Of the codelab: what `running` counts; and the terminals in which a program runs. Of these a person is told, but nothing
   * waits for them: an editor may be left open for days.
   */
  codelab?: { cells: number; tests: number; programs?: number };
}
