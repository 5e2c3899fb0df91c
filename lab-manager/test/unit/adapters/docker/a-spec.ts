import type { ContainerSpec } from '../../../../src/core/model/container-spec.ts';

export const labId = 'labx01';
export const dataRoot = '/var/lib/labstead';

export const aSpec = (change: Partial<ContainerSpec> = {}): ContainerSpec => ({
  name: `${labId}-prod-db`,
  image: 'labstead/database:0.1.0',
  user: '10002:10002',
  command: undefined,
  environment: { MARIADB_DATABASE: 'labstead' },
  labels: { 'org.labstead.lab': labId, 'org.labstead.service': 'prod-db' },
  mounts: [{ source: `${dataRoot}/environments/prod/db`, target: '/var/lib/mysql', readOnly: false }],
  tmpfs: [{ path: '/tmp', sizeBytes: 1_000_000, uid: 10002, gid: 10002, exec: false }],
  networks: [
    { name: `${labId}-db-prod`, aliases: ['prod-db'] },
    { name: `${labId}-edge-prod`, aliases: ['prod-db', 'db'] },
  ],
  memoryBytes: 512_000_000,
  cpus: 1.5,
  pids: 256,
  oomScoreAdjust: -100,
  stopGraceSeconds: 30,
  ...change,
});
