import { describe, expect, it } from 'vitest';
import { formatAgo, formatBytes, formatDuration, formatPercent } from '../../../src/lib/format.ts';

describe('lib/format', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [15_241, '15.2 kB'],
    [5_000_000_000, '5 GB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [-5, '0 s'],
    [45_000, '45 s'],
    [60_000, '1 min'],
    [723_000, '12 min 3 s'],
    [18_120_000, '5 h 2 min'],
    [273_600_000, '3 d 4 h'],
  ])('writes %d ms as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it('never rounds progress up to an end that has not come', () => {
    expect(formatPercent(0.999)).toBe('99%');
  });

  it('takes a time slightly ahead of this clock for now', () => {
    const now = Date.parse('2026-11-21T10:00:00Z');
    expect(formatAgo('2026-11-21T10:00:03Z', now)).toBe('just now');
    expect(formatAgo('2026-11-21T09:58:30Z', now)).toBe('1 minute ago');
    expect(formatAgo('2026-11-20T09:00:00Z', now)).toBe('yesterday');
  });
});
