import type { ContainerCounters, Figures, MachineReading } from '../model/figures.ts';

/** Shorter than this, a counter's own steps would be most of the difference. */
export const leastSeconds = 0.5;

/** What counts up, by the figure it is the rate of. */
const counted = {
  cpu: 'cpuSeconds',
  received: 'receivedBytes',
  sent: 'sentBytes',
  read: 'readBytes',
  written: 'writtenBytes',
} as const satisfies Record<string, keyof ContainerCounters>;

type Rate = keyof typeof counted;
export const rates = Object.keys(counted) as readonly Rate[];

/**
 * `before`: the reading that lies `seconds` back, of the same start of the same container. A counter that fell began anew,
 * so that nobody can tell its rate.
 */
export function containerFigures(
  now: ContainerCounters,
  before: ContainerCounters | undefined,
  seconds: number,
): Figures {
  return {
    memory: now.memoryBytes,
    pids: now.pids,
    ...(before === undefined ? {} : ratesOf(now, before, seconds)),
  };
}

function ratesOf(now: ContainerCounters, before: ContainerCounters, seconds: number): Figures {
  return Object.fromEntries(
    rates.flatMap((rate) => {
      const value = rateOf(now[counted[rate]], before[counted[rate]], seconds);
      return value === undefined ? [] : [[rate, value]];
    }),
  );
}

function rateOf(now: number, before: number, seconds: number): number | undefined {
  return now < before || seconds < leastSeconds ? undefined : (now - before) / seconds;
}

/** Between two readings; without an earlier one the processor's use isn't known. */
export function machineFigures(
  now: MachineReading,
  before: MachineReading | undefined,
  seconds: number,
): Figures {
  const cpu = before && rateOf(now.busySeconds, before.busySeconds, seconds);
  return {
    memory: now.memoryBytes,
    load: now.load[0],
    // The kernel counts in steps of a hundredth of a second for each core.
    ...(cpu === undefined ? {} : { cpu: Math.min(cpu, now.cores) }),
  };
}

/** What they use together; nothing where one of them isn't known: a part would pass for the whole. */
export function sum(figures: readonly Figures[], of: readonly (keyof Figures)[]): Figures {
  return Object.fromEntries(
    of.flatMap((metric) => {
      const told = figures.flatMap(({ [metric]: value }) => (value === undefined ? [] : [value]));
      const whole = told.length > 0 && told.length === figures.length;
      return whole ? [[metric, told.reduce((total, value) => total + value, 0)]] : [];
    }),
  );
}
