import { expect } from 'chai';
import { accessRoutes } from '../../../src/contract/routes/access-routes.ts';
import { backupRoutes } from '../../../src/contract/routes/backup-routes.ts';
import { configRoutes } from '../../../src/contract/routes/config-routes.ts';
import { dataRoutes } from '../../../src/contract/routes/data-routes.ts';
import { devRoutes } from '../../../src/contract/routes/dev-routes.ts';
import { jobRoutes } from '../../../src/contract/routes/job-routes.ts';
import { labRoutes } from '../../../src/contract/routes/lab-routes.ts';
import { watchRoutes } from '../../../src/contract/routes/watch-routes.ts';
import { routes } from '../../../src/contract/index.ts';

const tables = [
  ...[accessRoutes, backupRoutes, configRoutes, dataRoutes, devRoutes, jobRoutes, labRoutes],
  watchRoutes,
];

describe('contract/routes', () => {
  it('has every route of every table: no name stands in two, of which one would be hidden', () => {
    const names = tables.flatMap((table) => Object.keys(table));
    expect(names.toSorted()).to.deep.equal(Object.keys(routes).toSorted());
  });

  it('has no two routes for the same request', () => {
    const requests = Object.values(routes).map(({ method, path }) => `${method} ${path}`);
    expect(requests).to.deep.equal([...new Set(requests)]);
  });
});
