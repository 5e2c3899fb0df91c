import { describe, expect, it } from 'vitest';
import { isOverForGood } from '../../../src/features/uploads/tus-transfer.ts';
import {
  speed,
  timeLeft,
  toBegin,
  uploadsReducer,
  type Upload,
  type UploadEvent,
} from '../../../src/features/uploads/upload-state.ts';
import { Problem } from '../../../src/lib/problem.ts';

const after = (...events: UploadEvent[]): readonly Upload[] =>
  events.reduce(uploadsReducer, [] as readonly Upload[]);
const added = (id: number): UploadEvent => ({ type: 'added', id, name: `${String(id)}.csv`, size: 1000 });
const progress = (sent: number, at: number): UploadEvent => ({ type: 'progress', id: 1, sent, at });

describe('features/uploads/upload-state', () => {
  it('begins two at a time, in the order in which they were added', () => {
    const uploads = after(added(1), added(2), added(3), { type: 'began', id: 1 });
    expect(toBegin(uploads).map(({ id }) => id)).toEqual([2]);
    expect(toBegin(after(added(1), added(2), added(3))).map(({ id }) => id)).toEqual([1, 2]);
  });

  it('gives the place of a paused, failed or ended one to the next', () => {
    const both = [added(1), added(2), added(3), { type: 'began', id: 1 }, { type: 'began', id: 2 }] as const;
    expect(toBegin(after(...both))).toEqual([]);
    const problem = new Problem({ title: 'Full.', status: 507, code: 'disk.full' });
    for (const event of [
      { type: 'paused', id: 1 },
      { type: 'failed', id: 1, problem },
      { type: 'done', id: 1, resourceId: 'r' },
      { type: 'removed', id: 1 },
    ] as const) {
      expect(toBegin(after(...both, event)).map(({ id }) => id)).toEqual([3]);
    }
  });

  it('tells the speed of the last seconds, not of the whole', () => {
    const slowThenFast = after(
      added(1),
      { type: 'began', id: 1 },
      progress(0, 0),
      progress(10, 10_000),
      progress(210, 12_000),
    )[0]!;
    expect(speed(slowThenFast)).toBe(100);
    expect(timeLeft(slowThenFast)).toBe(7900);
  });

  it('tells no speed from too little, and no time left from standing still', () => {
    expect(
      speed(after(added(1), { type: 'began', id: 1 }, progress(5, 0), progress(50, 900))[0]!),
    ).toBeUndefined();
    const still = after(added(1), { type: 'began', id: 1 }, progress(5, 0), progress(5, 5000))[0]!;
    expect(speed(still)).toBe(0);
    expect(timeLeft(still)).toBeUndefined();
  });

  it('ignores a late report of a paused transfer', () => {
    const [upload] = after(added(1), { type: 'began', id: 1 }, { type: 'paused', id: 1 }, progress(500, 100));
    expect(upload).toMatchObject({ status: 'paused', sent: 0 });
  });

  it('does not pause what is already in the lab', () => {
    const [upload] = after(added(1), { type: 'done', id: 1, resourceId: 'r' }, { type: 'paused', id: 1 });
    expect(upload).toMatchObject({ status: 'done', sent: 1000, resourceId: 'r' });
  });

  it('forgets a failure when it is tried again', () => {
    const problem = new Problem({ title: 'Lost.', status: 0, code: 'network.unreachable' });
    const [upload] = after(added(1), { type: 'failed', id: 1, problem }, { type: 'queued', id: 1 });
    expect(upload).toMatchObject({ status: 'waiting', problem: null });
  });
});

describe('features/uploads/tus-transfer', () => {
  it.each([
    [404, true],
    [410, true],
    [401, false],
    [408, false],
    [423, false],
    [502, false],
    [503, false],
  ])('an upload whose offset is answered with %d is over for good: %s', (status, over) => {
    expect(isOverForGood(status)).toBe(over);
  });
});
