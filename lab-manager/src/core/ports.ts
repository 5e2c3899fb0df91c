/** What the hands must be able to do. Every method throws a LabError with a stable code, never a library's own error. */
export type * from './ports/access.ts';
export type * from './ports/backup-files.ts';
export type * from './ports/backup-memory.ts';
export type * from './ports/backups.ts';
export type * from './ports/clock.ts';
export type * from './ports/edge.ts';
export type * from './ports/engine.ts';
export type * from './ports/environments.ts';
export type * from './ports/exports.ts';
export type * from './ports/fail-points.ts';
export type * from './ports/files.ts';
export type * from './ports/laid-down.ts';
export type * from './ports/machine.ts';
export type * from './ports/repository-secrets.ts';
export type * from './ports/store.ts';
