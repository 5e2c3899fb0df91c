import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { printLocation, readLocation } from '../../../../src/core/backup/location.ts';
import { disks, placeObjection, resolveLocation } from '../../../../src/core/backup/repository-place.ts';
import type { RepositoryLocation } from '../../../../src/core/model/backup.ts';

function read(text: string): RepositoryLocation {
  const answer = readLocation(text);
  if ('location' in answer) return answer.location;
  throw new Error(`${text} ${answer.objection.message}`);
}
function refused(text: string): string {
  const answer = readLocation(text);
  return 'location' in answer ? 'accepted' : `${answer.objection.message} → ${answer.objection.suggestion}`;
}

describe('core/backup/location', () => {
  it('reads a folder, SFTP, S3 and REST, and prints each in one way', () => {
    const cases: [written: string, location: RepositoryLocation, printed?: string][] = [
      ['/mnt/disk//backups/', { kind: 'folder', path: '/mnt/disk/backups' }, '/mnt/disk/backups'],
      ['/mnt/my disk/lab', { kind: 'folder', path: '/mnt/my disk/lab' }],
      ['backups/repository', { kind: 'folder', path: 'backups/repository' }],
      ['./backups/two', { kind: 'folder', path: 'backups/two' }, 'backups/two'],
      [
        'sftp://lab@nas.example.org/srv/lab',
        { kind: 'sftp', user: 'lab', host: 'nas.example.org', port: 22, path: '/srv/lab' },
      ],
      [
        'sftp://lab@nas:2222//srv/lab/',
        { kind: 'sftp', user: 'lab', host: 'nas', port: 2222, path: '/srv/lab' },
        'sftp://lab@nas:2222/srv/lab',
      ],
      [
        'sftp://lab@[fd00::5]:22/~/lab',
        { kind: 'sftp', user: 'lab', host: 'fd00::5', port: 22, path: 'lab' },
        'sftp://lab@[fd00::5]/~/lab',
      ],
      [
        's3:https://s3.example.org:9000/our-lab/nightly/one/',
        {
          kind: 's3',
          endpoint: 'https://s3.example.org:9000',
          bucket: 'our-lab',
          prefix: 'nightly/one',
          region: undefined,
        },
        's3:https://s3.example.org:9000/our-lab/nightly/one',
      ],
      [
        's3://s3.example.org/our-lab?region=eu-west-3',
        {
          kind: 's3',
          endpoint: 'https://s3.example.org',
          bucket: 'our-lab',
          prefix: '',
          region: 'eu-west-3',
        },
        's3:https://s3.example.org/our-lab?region=eu-west-3',
      ],
      [
        's3:http://127.0.0.1:9000/lab',
        { kind: 's3', endpoint: 'http://127.0.0.1:9000', bucket: 'lab', prefix: '', region: undefined },
      ],
      [
        'rest:https://host:8000/lab',
        { kind: 'rest', url: 'https://host:8000/lab/' },
        'rest:https://host:8000/lab/',
      ],
      [
        'rest:http://localhost:8000',
        { kind: 'rest', url: 'http://localhost:8000/' },
        'rest:http://localhost:8000/',
      ],
    ];
    for (const [written, location, printed = written] of cases) {
      expect(read(written), written).to.deep.equal(location);
      expect(printLocation(location), written).to.equal(printed);
      expect(read(printed), printed).to.deep.equal(location);
    }
  });

  it('what is nearly right is answered with what was meant', () => {
    expect(refused('lab@nas:/srv/lab')).to.contain('Did you mean sftp://lab@nas/srv/lab?');
    expect(refused('lab@nas:lab')).to.contain('Did you mean sftp://lab@nas/~/lab?');
    expect(refused('sftp:lab@nas:/srv/lab')).to.contain('Did you mean sftp://lab@nas/srv/lab?');
    expect(refused('ssh://lab@nas/srv')).to.contain('Did you mean sftp://lab@nas/srv?');
    expect(refused('https://host:8000/lab')).to.contain('Did you mean rest:https://host:8000/lab?');
    expect(refused('file:///mnt/disk')).to.contain('Did you mean /mnt/disk?');
  });

  it('what is no place is refused with what to write', () => {
    for (const [text, message] of [
      ['', 'is empty'],
      ['~/backups', 'begins with ~'],
      ['backups', 'is not a whole path'],
      ['backups/staging', 'is not a whole path'],
      ['backups/exports/x', 'is not a whole path'],
      ['environments/prod/data/backups', 'is not a whole path'],
      ['/mnt/../etc', 'leads up'],
      ['/', 'is no folder'],
      ['/proc/1', 'is no folder'],
      ['/mnt/a\nb', 'do not print'],
      ['b2:bucket', 'of a kind'],
      ['constructor:x', 'of a kind'],
      ['sftp://nas/srv', 'names no user'],
      ['sftp://lab@/srv', 'names no host'],
      ['sftp://lab@-oProxyCommand=x/srv', 'names no host'],
      ['sftp://-l@nas/srv', 'names no user'],
      ['sftp://lab@nas:0/srv', 'port'],
      ['sftp://lab@nas', 'names no folder'],
      ['sftp://lab@nas/~/', 'names no folder'],
      ['sftp://lab@nas/srv/../etc', 'names no folder'],
      ['s3://bucket/prefix', 'names no server'],
      ['s3:https://host', 'names no bucket'],
      ['s3:https://host/bucket?region=Eu West', 'region'],
      ['rest:host:8000', 'is not the address'],
      ['rest:https://host:8000/a%20b/', 'path'],
    ] as const) {
      const answer = refused(text);
      expect(answer, text).to.contain(message);
      expect(answer, text).to.match(/ → .+[.?]$/);
    }
  });
});

describe('core/backup/repository-place', () => {
  const at = (path: string) => placeObjection({ kind: 'folder', path }, '/srv/lab')?.message;

  it('a relative folder lies below the data root', () => {
    expect(resolveLocation({ kind: 'folder', path: 'backups/repository' }, '/srv/lab')).to.deep.equal({
      kind: 'folder',
      path: '/srv/lab/backups/repository',
    });
  });

  it('a folder that the manager does not see is none: what it sees is what its container mounts', () => {
    for (const path of ['/home/ada/backups', '/mnt', '/media/disk'])
      expect(at(path), path).to.contain('does not see');
    expect(at('/mnt/disk/backups')).to.equal(undefined);
    const compose = readFileSync(join(import.meta.dirname, '../../../../../docker-compose.base.yml'), 'utf8');
    expect(compose).to.match(new RegExp(`source: ${disks}\\n +target: ${disks}\\n`));
  });

  it('no repository lies where a snapshot would take it, nor around the lab', () => {
    expect(at('/srv/lab')).to.contain('the lab itself lies in');
    expect(at('/srv')).to.contain('the lab itself lies in');
    for (const own of [
      'environments/prod/data/x',
      'state',
      'backups',
      'backups/staging/x',
      'backups/exports',
      'backups/exports/x',
    ])
      expect(at(`/srv/lab/${own}`), own).to.contain('own folders');
    for (const free of [
      '/srv/lab/backups/repository',
      '/srv/lab/backups/exports-2',
      '/mnt/lab2',
      '/mnt/disk',
    ])
      expect(at(free), free).to.equal(undefined);
  });
});
