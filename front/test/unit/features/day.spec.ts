import { describe, expect, it } from 'vitest';
import type { FigureHistoryReply } from 'lab-manager/contract';
import { nextQuestionIn, untilNextPoint } from '../../../src/features/figures/api.ts';
import { daysOf, hoursOf, limitInSight, summaryOf } from '../../../src/features/figures/day.ts';
import { formatSize } from '../../../src/lib/size.ts';
import { formatMinute, formatRate, orDash } from '../../../src/features/figures/format.ts';

const history = (values: FigureHistoryReply['values']): FigureHistoryReply => ({
  subject: 'prod-glab',
  from: '2026-11-21T09:58:00.000Z',
  stepSeconds: 60,
  values,
});
const none = { cpus: null, memoryBytes: null };
const dayOf = (values: FigureHistoryReply['values'], id: string) =>
  daysOf(history(values), 'service', { cpus: 2, memoryBytes: 1000 }).find((day) => day.id === id)!;

describe('features/figures/day', () => {
  it('every value has its minute, and a gap stays a gap', () => {
    const { times, lines } = dayOf({ cpu: [1, null, 3] }, 'cpu');
    expect(times.map((time) => time - times[0]!)).toEqual([0, 60, 120]);
    expect(lines[0]!.values).toEqual([1, null, 3]);
  });

  it('of a lab younger than a day an hour at least is drawn, and no more than is known', () => {
    const unknown = (minutes: number) => new Array<number | null>(minutes).fill(null);
    const drawn = (cpu: (number | null)[]) => dayOf({ cpu, memory: [...unknown(cpu.length)] }, 'cpu');
    expect(drawn([...unknown(1438), 1, 2]).times).toHaveLength(60);
    const longer = drawn([...unknown(1340), ...new Array<number>(100).fill(1)]);
    expect(longer.lines[0]!.values).toHaveLength(100);
    expect(longer.times[0]).toBe(Date.parse('2026-11-21T09:58:00.000Z') / 1000 + 1340 * 60);
    expect(drawn(unknown(30)).times).toHaveLength(30);
  });

  it('the next point is asked for right after its minute, not up to a minute later', () => {
    const at = (time: string) => untilNextPoint(Date.parse(`2026-11-21T10:00:${time}Z`)) / 1000;
    expect([at('00.000'), at('30.000'), at('59.900')]).toEqual([5, 35, 5.1]);
  });

  it('a page that is drawn anew puts no question off to the next minute', () => {
    const answered = Date.parse('2026-11-21T10:00:30Z');
    const at = (time: string) => nextQuestionIn(answered, Date.parse(`2026-11-21T10:0${time}Z`)) / 1000;
    expect([at('0:30'), at('0:59'), at('1:02'), at('1:30')]).toEqual([35, 6, 3, 1]);
  });

  it('of a service its disk traffic is drawn, of an environment what it keeps, of the machine its disks', () => {
    const all = history({
      read: [1],
      written: [2],
      data: [3],
      database: [4],
      dataDisk: [5],
      engineDisk: [6],
    });
    const drawn = (kind: 'service' | 'environment' | 'machine') =>
      daysOf(all, kind, none)
        .find(({ id }) => id === 'disk')!
        .lines.map(({ values }) => values[0]);
    expect([drawn('service'), drawn('environment'), drawn('machine')]).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
  });

  it('traffic is drawn of services and environments; of the machine nobody counts it', () => {
    const charts = (kind: 'service' | 'environment' | 'machine') =>
      daysOf(history({ received: [1], sent: [2] }), kind, none).map(({ id }) => id);
    expect(charts('service')).toContain('network');
    expect(charts('environment')).toContain('network');
    expect(charts('machine')).toEqual(['cpu', 'memory', 'disk']);
  });

  it('a limit is drawn where it is within sight of what was used', () => {
    expect(limitInSight(dayOf({ cpu: [0.6] }, 'cpu'))).toBe(2);
    expect(limitInSight(dayOf({ cpu: [0.1] }, 'cpu'))).toBe(undefined);
    expect(limitInSight(dayOf({}, 'cpu'))).toBe(undefined);
  });

  it('the table has an hour a row, the newest first, with the mean and the most of what was known', () => {
    const [ten, nine] = hoursOf(dayOf({ cpu: [1, null, 3, 5] }, 'cpu'));
    expect(ten!.lines[0]).toEqual({ mean: 4, most: 5 });
    expect(nine!.lines[0]).toEqual({ mean: 1, most: 1 });
    expect(ten!.from - nine!.from).toBe(3600);
  });

  it('an hour of which nobody knows anything says so', () => {
    expect(hoursOf(dayOf({ cpu: [null, null, 3] }, 'cpu'))[1]!.lines).toEqual([undefined]);
  });

  it('who can’t see the chart is told its end and its most, and when that was', () => {
    const day = dayOf({ cpu: [0.5, 1.5, 0.25] }, 'cpu');
    expect(summaryOf(day)).toBe(
      `Processor (cores). Used: 0.25 at the end, at most 1.50 at ${formatMinute(day.times[1]!)}.`,
    );
    expect(summaryOf(dayOf({}, 'cpu'))).toContain('nothing is known');
  });

  it('sizes are written as the lab file writes limits', () => {
    expect([formatSize(2 * 1024 ** 3), formatSize(0), formatSize(1023 * 1024), formatRate(1536)]).toEqual([
      '2 GiB',
      '0 B',
      '1,023 KiB',
      '1.5 KiB/s',
    ]);
  });

  it('what nobody knows is a dash', () => {
    expect([orDash(null, String), orDash(0, String)]).toEqual(['–', '0']);
  });
});
