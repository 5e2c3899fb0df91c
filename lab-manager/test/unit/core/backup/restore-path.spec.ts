import { expect } from 'chai';
import { readRestorePath } from '../../../../src/core/backup/restore-path.ts';
import { partOfName } from '../../../../src/core/backup/restore-parts.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';

function code(path: string): string {
  try {
    return `accepted ${readRestorePath(path).path}`;
  } catch (error) {
    if (error instanceof LabError) return error.code;
    throw error;
  }
}

describe('core/backup/restore-path', () => {
  it('a file or a folder is found in the part that it lies in', () => {
    const path = '/environments/prod/data/results/a b.csv';
    expect(readRestorePath(path)).to.deep.equal({
      ...{ environment: 'prod', part: 'prod-data', inside: 'results/a b.csv', path },
    });
    const folder = readRestorePath('/environments/dev/workspace/bricks/');
    expect(folder).to.include({ inside: 'bricks', path: '/environments/dev/workspace/bricks' });
    expect(partOfName('/home', folder.part)?.generation.path).to.equal('/home/environments/dev/workspace');
  });

  it('secrets and state are not handed out, however they are written', () => {
    for (const path of [
      '/state/secrets/x',
      '//state/ca',
      '/environments/prod/data/../../../state/lab.db',
      '/backups/staging/lab.db',
    ])
      expect(code(path), path).to.equal('backup.not_shown');
  });

  it('nothing but what lies in a folder of an environment is put back by itself', () => {
    for (const path of [
      ...[
        '',
        '/',
        '/lab.yaml',
        '/environments',
        '/environments/prod',
        '/environments/prod/data',
        '/environments/prod/data/',
      ],
      ...[
        'environments/prod/data/a',
        '/environments/prod/data//a',
        '/environments/prod/data/./a',
        '/environments/prod/db/a',
      ],
      ...['/environments/prod/data/a\nb', '/environments/prod/database/a', '/environments/staging/data/a'],
    ])
      expect(code(path), path).to.equal('backup.refused_path');
  });
});
