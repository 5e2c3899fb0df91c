import { formatMinute } from './format.ts';

export const messages = {
  title: 'Usage',
  lead: 'What the services and the machine use now, and used over the last day.',
  loading: 'the figures',
  machine: {
    title: 'Machine',
    name: 'The whole machine',
    cpu: 'Processor (cores)',
    memory: 'Memory',
    load: 'Load, over 1, 5 and 15 minutes',
    loadOf: (one: string, five: string, fifteen: string) => `${one}, ${five}, ${fifteen}`,
    disk: (path: string) => `Disk of ${path}`,
    diskOf: (used: string, available: string, total: string) =>
      `${used} used, ${available} available, ${total} in all`,
    unknown: 'Nothing is known of the machine yet',
    unknownWhy: 'The lab reads its figures a few seconds after its start.',
  },
  services: {
    title: 'Services',
    lead: 'Beside what each may use. A dash: nobody knows, mostly because it doesn’t run.',
    empty: 'No services',
    emptyWhy: 'Nobody has looked at the lab yet.',
    columns: {
      name: 'Service',
      cpu: 'Processor (cores)',
      memory: 'Memory',
      pids: 'Processes',
      network: 'Network (in, out)',
      disk: 'Disk (read, written)',
      day: 'Its day',
    },
    day: 'Day',
    dayOf: (name: string) => `Day of ${name}`,
    all: (environment: string) => `All of ${environment}`,
    keeps: (data: string, database: string) => `Keeps ${data} of data, ${database} in its database`,
  },
  meter: (used: string, limit: string) => `${used} of ${limit}`,
  usedOf: (what: string, name: string) => `${what} of ${name}`,
  day: {
    title: 'The last day',
    show: 'Show',
    loading: 'the day',
    empty: 'No history yet',
    emptyWhy:
      'The first points come a few minutes after the start; a gap is time in which nobody could look.',
    table: 'As a table, by hour',
    hour: 'Hour from',
    mean: (label: string) => `${label}, mean`,
    most: (label: string) => `${label}, most`,
    limit: 'Limit',
  },
  charts: { cpu: 'Processor (cores)', memory: 'Memory', network: 'Network', disk: 'Disk' } as Record<
    string,
    string
  >,
  lines: {
    cpu: 'Used',
    memory: 'Used',
    received: 'Received',
    sent: 'Sent',
    read: 'Read',
    written: 'Written',
    dataDisk: 'Used where the lab’s data lies',
    engineDisk: 'Used where Docker’s images lie',
    data: 'Data',
    database: 'Database',
  },
  summary: (label: string, now: string, most: string, at: number) =>
    `${label}: ${now} at the end, at most ${most} at ${formatMinute(at)}.`,
  nothing: (title: string) => `${title}: nothing is known.`,
};
