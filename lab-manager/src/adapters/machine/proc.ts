import { LabError } from '../../core/model/lab-error.ts';
import type { MachineReading } from '../../core/model/figures.ts';

/** Of a second, in which the kernel counts processor time; the same on every Linux. */
const ticks = 100;
const KiB = 1024;

/** Pure: what the three files of /proc say. */
export function readingOf({
  stat = '',
  memory = '',
  load = '',
}: Partial<Record<'stat' | 'memory' | 'load', string>>): MachineReading {
  const total = kibibytes(memory, 'MemTotal');
  return {
    cores: stat.match(/^cpu\d+ /gm)?.length ?? 1,
    busySeconds: busyTicks(stat) / ticks,
    memoryBytes: total - kibibytes(memory, 'MemAvailable'),
    memoryTotalBytes: total,
    load: loadOf(load),
  };
}

function busyTicks(stat: string): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = numbers(
    /^cpu +(.*)$/m.exec(stat)?.[1] ?? '',
  );
  if (user === 0) throw unreadable('stat');
  return user + nice + system + irq + softirq + steal;
}

function kibibytes(text: string, name: string): number {
  const found = new RegExp(`^${name}: +([0-9]+) kB$`, 'm').exec(text)?.[1];
  if (found === undefined) throw unreadable('meminfo');
  return Number(found) * KiB;
}

function loadOf(text: string): MachineReading['load'] {
  const [one, five, fifteen] = numbers(text.split(' ').slice(0, 3).join(' '));
  if (one === undefined || five === undefined || fifteen === undefined) throw unreadable('loadavg');
  return [one, five, fifteen];
}

const numbers = (text: string): number[] => text.trim().split(/ +/).map(Number);

const unreadable = (name: string): LabError =>
  new LabError('files.failed', `/proc/${name} doesn’t say what this machine uses.`, {
    hint: 'Is /proc that of a Linux kernel? The lab goes on without these figures.',
  });
