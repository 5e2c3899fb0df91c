const MiB = 1024 ** 2;
const GiB = 1024 ** 3;
const TiB = 1024 ** 4;

/** What a lab file may hold, and what it means where it says nothing. */
export const limits = {
  textBytes: 256 * 1024,
  /** Words, marks and blanks in between: bounds the parser's work, which grows faster than the text. */
  tokens: 20_000,
  nameLength: 100,
  /** Leaves room for the hosts below it within the 253 characters that DNS allows. */
  domainLength: 200,
  variables: 200,
  variableLength: 10_000,
  memory: { least: 256 * MiB, most: 64 * TiB },
  cpus: { least: 0.1, most: 1024 },
  idleTime: { least: 60_000, most: 30 * 86_400_000 },
  reference: { least: 1, most: 64 * TiB },
  pids: { least: 64, most: 65_536 },
  brickServices: { least: 0, most: 100 },
  /** However few are asked for, so many good ones stay. */
  lastSnapshots: { least: 3, most: 1000 },
  snapshotPeriods: { least: 0, most: 1000 },
  repositories: 8,
  leaveOut: 100,
  waitForWork: { least: 0, most: 86_400_000 },
} as const;

export const defaults = {
  domain: 'lab.localhost',
  tlsMode: 'internal',
  glab: { memory: 2 * GiB, cpus: undefined, pids: 512 },
  biota: { mode: 'auto', memory: 512 * MiB },
  database: { memory: GiB, cpus: undefined, pids: 256 },
  brickServices: { count: 10, memory: 2 * GiB, cpus: 2, pids: 512 },
  codelab: { memory: 3 * GiB, cpus: undefined, pids: 1024 },
  backup: {
    schedule: '0 3 * * *',
    retention: { last: 3, hourly: 0, daily: 7, weekly: 4, monthly: 12, yearly: 0 },
    repository: {
      name: 'local',
      location: { kind: 'folder', path: 'backups/repository' },
      copyOf: undefined,
    },
    waitForWork: 3_600_000,
  },
} as const;
