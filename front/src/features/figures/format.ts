import { formatSize } from '../../lib/size.ts';

const two = new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

export const formatRate = (bytesPerSecond: number): string => `${formatSize(bytesPerSecond)}/s`;
export const formatCores = (cores: number): string => two.format(cores);
/** Of this browser's time zone. */
export const formatMinute = (epochSeconds: number): string => clock.format(epochSeconds * 1000);

/** What nobody knows is a dash, never a zero. */
export const orDash = (value: number | null | undefined, format: (value: number) => string): string =>
  value === null || value === undefined ? '–' : format(value);
