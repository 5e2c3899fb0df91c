import { describe, expect, it } from 'vitest';
import { lasted as scenarioLasted } from '../../../src/features/scenarios/scenario-facts.tsx';
import { lasted } from '../../../src/features/jobs/lasted.ts';

const at = (minute: number) => `2026-11-21T10:0${String(minute)}:00.000Z`;

describe('features/jobs/lasted', () => {
  it.each([
    [null, null, 'waiting for its turn'],
    [null, at(3), 'never began'],
    [at(1), null, 'running for 4 min'],
    [at(1), at(3), 'took 2 min'],
  ])('a job that began at %s and ended at %s says: %s', (startedAt, endedAt, words) => {
    expect(lasted({ startedAt, endedAt }, Date.parse(at(5)))).toBe(words);
    if (startedAt !== null || endedAt === null) return;
    // A scenario that was cancelled in the queue says the same.
    expect(scenarioLasted({ started_at: startedAt, ended_at: endedAt }, 0)).toBe(words);
  });
});
