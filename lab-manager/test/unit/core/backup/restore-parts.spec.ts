import { expect } from 'chai';
import { partOfName, restoreParts } from '../../../../src/core/backup/restore-parts.ts';
import type { SnapshotManifest } from '../../../../src/core/model/backup.ts';
import { environmentNames } from '../../../../src/core/model/lab-file.ts';
import { aLab } from '../../../support/builders/a-lab.ts';
import { refused } from '../../../support/refused.ts';

const home = '/var/lib/labstead';
const database = (service: string, environment: 'prod' | 'dev') => ({
  ...{ service, environment, file: `db/${service}.sql`, serverVersion: '10.11' },
  digest: { bytes: 1, sha256: '', tables: [] },
});
const folder = (path: string) => ({ environment: undefined, words: '', path, files: 1, bytes: 1 });
const held: Pick<SnapshotManifest, 'environments' | 'databases' | 'folders'> = {
  environments: ['prod', 'dev'],
  databases: [
    database('prod-db', 'prod'),
    database('prod-db-sample-notes-results', 'prod'),
    database('dev-db', 'dev'),
  ],
  folders: [
    ...['backups/staging', 'lab.yaml', 'state/secrets', 'state/ca'],
    ...[
      'environments/prod/data',
      'environments/prod/bricks',
      'environments/dev/data',
      'environments/dev/workspace',
    ],
  ].map((path) => folder(path)),
};
const named = (target: string) => restoreParts(home, held, target).map(({ name }) => name);
const services = [
  ...['prod-glab', 'prod-db', 'prod-db-sample-notes-results', 'prod-app-sample-notes-shelf', 'front'],
  ...['dev-glab', 'dev-db', 'dev-codelab', 'dev-testdb', 'dev-app-sample-notes-shelf'],
];

describe('core/backup/restore-parts', () => {
  it('of the lab every part of every environment, of an environment its own, of a database that one', () => {
    expect(named('lab')).to.deep.equal([
      ...['prod-data', 'prod-bricks', 'dev-data', 'dev-workspace'],
      ...['prod-db', 'prod-brick-db/sample_notes.results', 'dev-db'],
    ]);
    expect(named('dev')).to.deep.equal(['dev-data', 'dev-workspace', 'dev-db']);
    expect(named('prod-db-sample-notes-results')).to.deep.equal(['prod-brick-db/sample_notes.results']);
  });

  it('nothing of the lab’s own is ever a part: no secret, no lab file', () => {
    for (const { generation } of restoreParts(home, held, 'lab'))
      expect(generation.path).to.match(/^\/var\/lib\/labstead\/environments\/(prod|dev)\//);
  });

  it('what the snapshot does not hold is refused, with what it holds', () => {
    const without = { ...held, environments: ['prod' as const], databases: [], folders: [] };
    return refused('backup.not_in_snapshot', () =>
      Promise.resolve().then(() => restoreParts(home, without, 'dev')),
    );
  });

  it('each part lies where the lab has it, with the owner and mode that the lab gives it', () => {
    const desired = aLab({ text: 'environments: { dev: { enabled: true } }' });
    const made = new Map(desired.directories.map(({ path, owner, mode }) => [path, { owner, mode }]));
    const parts = restoreParts(home, held, 'lab').filter(({ name }) => !name.includes('brick-db'));
    for (const { generation, name } of parts)
      expect({ owner: generation.owner, mode: generation.mode }, name).to.deep.equal(
        made.get(generation.path),
      );
  });

  it('whoever mounts a part, or works with what does, lets go of it; who does not runs on', () => {
    const users = (name: string) => services.filter((service) => partOfName(home, name)?.isUsedBy(service));
    expect(users('prod-data')).to.deep.equal(['prod-glab']);
    expect(users('prod-db')).to.deep.equal(['prod-glab', 'prod-db']);
    expect(users('prod-bricks')).to.deep.equal(['prod-glab', 'prod-app-sample-notes-shelf']);
    expect(users('prod-brick-db/sample_notes.results')).to.deep.equal([
      ...['prod-glab', 'prod-db-sample-notes-results', 'prod-app-sample-notes-shelf'],
    ]);
    expect(users('dev-workspace')).to.deep.equal(['dev-glab', 'dev-codelab', 'dev-app-sample-notes-shelf']);
    expect(users('dev-codelab')).to.deep.equal(['dev-codelab']);
  });

  it('every service that mounts a part is among those that let go of it', () => {
    const desired = aLab({ text: 'environments: { dev: { enabled: true } }' });
    const parts = environmentNames.flatMap((name) =>
      ['data', 'bricks', 'db', ...(name === 'dev' ? ['workspace', 'codelab'] : [])].map((folderName) =>
        partOfName(home, `${name}-${folderName}`)!,
      ),
    );
    for (const { name, spec } of desired.services)
      for (const part of parts)
        if (spec.mounts.some(({ source }) => source === part.generation.path))
          expect(part.isUsedBy(name), `${name} of ${part.name}`).to.equal(true);
  });

  it('a part is found again by its name alone', () => {
    for (const part of restoreParts(home, held, 'lab')) {
      const again = partOfName(home, part.name);
      expect({ ...again, isUsedBy: 0 }).to.deep.equal({ ...part, isUsedBy: 0 });
    }
    for (const name of ['lab-data', 'prod-run', 'prod-brick-db/../x', 'prod-state', 'prod-toString', 'prod'])
      expect(partOfName(home, name), name).to.equal(undefined);
  });
});
