import { expect } from 'chai';
import { devParts } from '../../../../src/core/desired/dev-parts.ts';
import { labPaths } from '../../../../src/core/desired/paths.ts';
import { aBrick, aDatabase, anApp } from '../../../support/builders/a-brick.ts';
import { aLab } from '../../../support/builders/a-lab.ts';

const home = '/var/lib/labstead';
const bricks = [aBrick([aDatabase, anApp], { environment: 'dev', name: 'my_db' })];
const dev = aLab({ text: 'environments: { dev: { enabled: true } }', bricks }).services.filter(
  ({ environment }) => environment === 'dev',
);

describe('core/desired/dev-parts', () => {
  it('whatever has a folder of dev mounted has to let go of it before it is moved', () => {
    for (const { path, isUsedBy } of devParts(home, true)) {
      const mounting = dev.filter(({ spec }) =>
        spec.mounts.some(({ source }) => source === path || source.startsWith(`${path}/`)),
      );
      expect(mounting, path).not.to.deep.equal([]);
      for (const { name } of mounting) expect(isUsedBy(name), `${name} on ${path}`).to.equal(true);
    }
  });

  it('what works with the databases of bricks stops with them', () => {
    const { brickData } = labPaths(home).environment('dev');
    const { isUsedBy } = devParts(home, false).find(({ path }) => path === brickData)!;
    expect(['dev-db-my-db-notes', 'dev-app-my-db-page', 'dev-glab'].every(isUsedBy)).to.equal(true);
    expect(['dev-db', 'dev-testdb', 'dev-codelab'].some(isUsedBy)).to.equal(false);
  });

  it('nothing of the codelab goes unless it was asked for', () => {
    const { workspace, home: editor } = labPaths(home).codelab;
    const paths = (withCodelab: boolean) => devParts(home, withCodelab).map(({ path }) => path);
    expect(paths(true)).to.include.members([workspace, editor]);
    expect(paths(false)).not.to.include.members([workspace]);
    expect(paths(false)).not.to.include.members([editor]);
  });
});
