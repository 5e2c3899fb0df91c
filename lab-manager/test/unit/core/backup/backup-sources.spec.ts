import { expect } from 'chai';
import {
  backupSources,
  dataSources,
  dumpedDatabases,
  isShown,
  leftOutOf,
} from '../../../../src/core/backup/backup-sources.ts';
import { aLabFile } from '../../../support/builders/a-lab-file.ts';
import { aLab } from '../../../support/builders/a-lab.ts';

const withDev = aLabFile('environments: { dev: { enabled: true } }');
const paths = (labFile = withDev) => backupSources(labFile).map(({ path }) => path);

describe('core/backup/backup-sources', () => {
  it('a snapshot takes what can’t be made anew, of both environments', () => {
    expect(paths()).to.deep.equal([
      ...['backups/staging', 'lab.yaml', 'state/secrets', 'state/ca'],
      ...[
        'environments/prod/data',
        'environments/prod/bricks',
        'environments/dev/data',
        'environments/dev/bricks',
      ],
      ...['environments/dev/workspace', 'environments/dev/codelab'],
    ]);
  });

  it('no live database, cache or repository is in it', () => {
    for (const path of paths())
      expect(path, path).not.to.match(/(\/|^)(db|brick-db|run|debug|shared|cache|edge|repository)(\/|$)/);
  });

  it('of a disabled environment nothing is taken, and the snapshot says so', () => {
    const labFile = aLabFile();
    expect(paths(labFile).filter((path) => path.startsWith('environments/dev'))).to.deep.equal([]);
    expect(leftOutOf(labFile)[0]).to.contain('dev is disabled');
    expect(leftOutOf(aLabFile('backup: { leaveOut: ["*.tmp"] }')).at(-1)).to.contain('*.tmp');
  });

  it('what is developed is taken where it is there, also while the codelab is switched off', () => {
    const labFile = aLabFile('environments: { dev: { enabled: true } }\ncodelab: { enabled: false }');
    const workspace = backupSources(labFile).find(({ words }) => words === 'workspace');
    expect(workspace?.required).to.equal(false);
    expect(backupSources(withDev).every(({ required }) => required)).to.equal(true);
  });

  it('files are left out of people’s folders alone', () => {
    expect(dataSources(backupSources(withDev)).map(({ path }) => path)).to.deep.equal([
      ...[
        'environments/prod/data',
        'environments/dev/data',
        'environments/dev/workspace',
        'environments/dev/codelab',
      ],
    ]);
  });

  it('the databases of enabled environments and of bricks are written out, stopped or not; the throw-away one is not', () => {
    const { services } = aLab({ text: 'environments: { dev: { enabled: true } }' });
    expect(dumpedDatabases(withDev, services)).to.have.members(['prod-db', 'dev-db']);
    expect(dumpedDatabases(aLabFile(), services)).to.deep.equal(['prod-db']);
    const ofBricks = [
      { name: 'prod-db-sample-notes-results', environment: 'prod' as const },
      { name: 'prod-app-sample-notes-shelf', environment: 'prod' as const },
      { name: 'biota-db', environment: undefined },
    ];
    expect(dumpedDatabases(withDev, ofBricks)).to.deep.equal(['prod-db-sample-notes-results']);
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
