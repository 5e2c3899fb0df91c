import { expect } from 'chai';
import {
  assertShown,
  environmentSources,
  isRequired,
  isShown,
  ownPaths,
} from '../../../../src/core/backup/backup-sources.ts';
import { aLabFile } from '../../../support/builders/a-lab-file.ts';
import { aLab } from '../../../support/builders/a-lab.ts';
import { caught } from '../../../support/caught.ts';

const required = (text: string): string[] =>
  environmentSources.filter((one) => isRequired(one, aLabFile(text))).map(({ path }) => path);
const prod = ['environments/prod/data', 'environments/prod/bricks'];
const dev = ['environments/dev/data', 'environments/dev/bricks'];
const ofCodelab = ['environments/dev/workspace', 'environments/dev/codelab'];

describe('core/backup/backup-sources', () => {
  it('of an enabled environment every folder has to be in a snapshot, of another none', () => {
    expect(required('')).to.deep.equal(prod);
    expect(required('environments: { dev: { enabled: true } }')).to.deep.equal([
      ...prod,
      ...dev,
      ...ofCodelab,
    ]);
    expect(required('environments: { dev: { enabled: true } }\ncodelab: { enabled: false }')).to.deep.equal([
      ...[...prod, ...dev],
    ]);
  });

  it('what is switched off is taken where it is there', () => {
    expect(environmentSources.map(({ path }) => path)).to.deep.equal([...prod, ...dev, ...ofCodelab]);
  });

  it('no live database, cache or repository is in it, and all else that the lab keeps is', () => {
    const taken = [...ownPaths, ...environmentSources.map(({ path }) => path)];
    const { directories } = aLab({ text: 'environments: { dev: { enabled: true } }' });
    const untaken = directories
      .map(({ path }) => path.slice('/var/lib/labstead/'.length))
      .filter((path) => !taken.some((one) => path === one || path.startsWith(`${one}/`)))
      .filter((path) => !taken.some((one) => one.startsWith(`${path}/`)));
    // Databases are written out; the rest is made anew.
    for (const path of untaken)
      expect(path, path).to.match(/^(edge|shared|cache)|\/(db|brick-db|run|debug)(\/|$)/);
  });

  it('files are left out of people’s folders alone', () => {
    expect(environmentSources.filter(({ ofData }) => ofData).map(({ path }) => path)).to.deep.equal([
      ...['environments/prod/data', 'environments/dev/data', ...ofCodelab],
    ]);
  });

  it('what is refused to be shown says how it comes back', () => {
    assertShown('/environments/prod/data/a');
    const error = caught(() => assertShown('/state/secrets'));
    expect(error.code).to.equal('backup.not_shown');
    expect(error.hint).to.contain('labctl backup restore');
  });

  it('a browse never shows the lab’s secrets or its state', () => {
    for (const path of [
      '/state',
      '/state/secrets/x',
      'state',
      '//state/ca',
      '/./state',
      '/a/../state',
      '/backups/staging/lab.db',
    ])
      expect(isShown(path), path).to.equal(false);
    for (const path of ['/', '/lab.yaml', '/environments/prod/data/state', '/backups/staging/db/prod-db.sql'])
      expect(isShown(path), path).to.equal(true);
  });
});
