import type { Permission } from '../core/access/permissions.ts';
import { accessRoutes } from './routes/access-routes.ts';
import { backupRoutes } from './routes/backup-routes.ts';
import { configRoutes } from './routes/config-routes.ts';
import { dataRoutes } from './routes/data-routes.ts';
import { devRoutes } from './routes/dev-routes.ts';
import { jobRoutes } from './routes/job-routes.ts';
import { labRoutes } from './routes/lab-routes.ts';
import { watchRoutes } from './routes/watch-routes.ts';
import type { RouteContract } from './routes/route-contract.ts';

export type { RouteAccess, RouteContract } from './routes/route-contract.ts';

/** Every route there is: the API implements exactly these, the OpenAPI document and the clients come from them. */
export const routes = {
  ...accessRoutes,
  ...labRoutes,
  ...jobRoutes,
  ...devRoutes,
  ...dataRoutes,
  ...backupRoutes,
  ...configRoutes,
  ...watchRoutes,
} as const satisfies Record<string, RouteContract>;

export type RouteName = keyof typeof routes;

/** The permission each socket event needs; `lab:status` and the job events are sent to those who may read them. */
export const socketPermissions = {
  connect: 'lab:read',
  'logs:follow': 'logs:read',
  'logs:stop': 'logs:read',
  'figures:watch': 'lab:read',
  'figures:unwatch': 'lab:read',
} as const satisfies Record<string, Permission>;

export const apiBase = '/api/v1';
export const livePath = '/live';
