import { describe, expect, it } from 'vitest';
import { readFilter, searchOf } from '../../../src/features/logs/log-filters.tsx';
import { filterLines, keptLines, toLine } from '../../../src/features/logs/log-lines.ts';
import { emptyLog, logReducer, type LogEvent, type LogState } from '../../../src/features/logs/log-state.ts';

const event = (text: string) => ({ stream: 'stdout' as const, time: '2026-11-21T10:00:00Z', text });
const lines = (...texts: string[]): LogEvent => ({ type: 'lines', lines: texts.map(event), skipped: 0 });
const after = (...events: LogEvent[]): LogState => events.reduce(logReducer, emptyLog);
const texts = (state: LogState) => state.lines.map(({ text }) => text);

describe('features/logs/log-lines', () => {
  it('shows a JSON line by its message and plain fields, and keeps the line itself', () => {
    const raw = '{"level":30,"time":1,"pid":7,"msg":"request","status":200,"err":{"a":1}}';
    expect(toLine(1, event(raw))).toMatchObject({ text: 'request status=200', level: 'other', raw });
  });

  it.each([
    ['{"level":50,"msg":"x"}', 'error'],
    ['{"level":40,"msg":"x"}', 'warning'],
    ['{"level":"warning","msg":"x"}', 'warning'],
    ['2026-11-21 [ERROR] mariadbd: Disk full', 'error'],
    ['[Warning] Aborted connection', 'warning'],
    ['terrors of the deep', 'other'],
    ['{"msg":', 'other'],
    ['{"no":"message"}', 'other'],
  ])('takes %s for %s', (text, level) => {
    expect(toLine(1, event(text)).level).toBe(level);
  });

  it('asks the lab for what is in the address: a text, and since when', () => {
    const now = Date.parse('2026-11-21T10:00:00Z');
    const asked = (address: string) => searchOf(readFilter(new URLSearchParams(address)), now);
    expect(asked('')).toEqual({});
    expect(asked('text=%20Out of memory &since=1h')).toEqual({
      grep: 'Out of memory',
      since: '2026-11-21T09:00:00.000Z',
    });
    expect(asked('since=for-ever')).toEqual({});
  });

  it('strips terminal colours', () => {
    expect(toLine(1, event('\u001b[1;32mgreen\u001b[0m\r')).text).toBe('green');
  });

  it('filters by text, in the fields that are folded away too, and by level', () => {
    const all = ['{"level":50,"msg":"failed","err":{"code":"ECONNREFUSED"}}', 'warn: slow', 'ready'].map(
      (text, key) => toLine(key, event(text)),
    );
    const keys = (text: string, level: 'all' | 'notable' | 'errors') =>
      filterLines(all, { text, level }).map(({ key }) => key);
    expect(keys('', 'all')).toEqual([0, 1, 2]);
    expect(keys('', 'notable')).toEqual([0, 1]);
    expect(keys('', 'errors')).toEqual([0]);
    expect(keys(' econnrefused ', 'all')).toEqual([0]);
    expect(keys('READY', 'errors')).toEqual([]);
  });
});

describe('features/logs/log-state', () => {
  it('holds what comes while paused, and shows it in order afterwards', () => {
    const paused = after(lines('a'), { type: 'paused' }, lines('b', 'c'));
    expect(texts(paused)).toEqual(['a']);
    expect(paused.held).toHaveLength(2);
    expect(texts(logReducer(paused, { type: 'resumed' }))).toEqual(['a', 'b', 'c']);
  });

  it('says how many lines were left out, where they are missing', () => {
    const state = after(lines('a'), { type: 'lines', lines: [event('z')], skipped: 14 });
    expect(texts(state)).toEqual(['a', expect.stringContaining('14 lines'), 'z']);
  });

  it('keeps the newest lines and tells that older ones are gone', () => {
    const many = Array.from({ length: keptLines + 5 }, (_, index) => String(index));
    const state = after(lines(...many));
    expect(state.lines).toHaveLength(keptLines);
    expect(state.lines[0]?.text).toBe('5');
    expect(state.trimmed).toBe(true);
  });

  it('begins anew after a lost line, with keys that were not used before', () => {
    const state = after(lines('a', 'b'), { type: 'started' }, lines('a', 'b'));
    expect(texts(state)).toEqual(['a', 'b']);
    expect(state.lines.map(({ key }) => key)).toEqual([2, 3]);
  });
});
