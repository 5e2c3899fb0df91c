import { expect } from 'chai';
import { backupArguments } from '../../../../src/adapters/restic/back-up.ts';
import { commandLine } from '../../../../src/adapters/restic/command.ts';
import { childEnvironment } from '../../../../src/adapters/restic/environment.ts';
import { addressWithLogin } from '../../../../src/adapters/restic/source-address.ts';
import { resticRepository } from '../../../../src/adapters/restic/location.ts';
import { restoreArguments } from '../../../../src/adapters/restic/restore.ts';
import { sshArguments } from '../../../../src/adapters/restic/ssh-arguments.ts';
import { readVersion } from '../../../../src/adapters/restic/version.ts';
import { caught } from '../../../support/caught.ts';
import { anAccess } from './an-access.ts';

const folders = { cache: '/lab/cache/restic', temporary: '/lab/cache/tmp' };
const bounds = { processors: 2, memoryBytes: 1000 };
const s3 = anAccess({
  name: 'cloud',
  location: {
    kind: 's3',
    endpoint: 'https://s3.example.org',
    bucket: 'lab',
    prefix: 'a b/c',
    region: 'eu-1',
  },
  credentials: { AWS_ACCESS_KEY_ID: 'me', AWS_SECRET_ACCESS_KEY: 'hush' },
});
const child = { sshLog: '/lab/cache/tmp/ssh-1.log', sourceAddress: undefined };
const ssh = { keyFile: '/tmp/a/ssh-key', knownHostsFile: '/tmp/a/known-hosts' };
const sftp = anAccess({
  location: { kind: 'sftp', user: 'lab', host: 'nas.lan', port: 2222, path: '/srv/backups' },
  ssh,
});

describe('adapters/restic/location', () => {
  it('each kind of place is written as restic reads it', () => {
    const written = (location: Parameters<typeof resticRepository>[0]) => resticRepository(location);
    expect(written({ kind: 'folder', path: '/mnt/my disk:1' })).to.equal('local:/mnt/my disk:1');
    expect(written(sftp.location)).to.equal('sftp://lab@nas.lan:2222//srv/backups');
    expect(written({ kind: 'sftp', user: 'l@b', host: 'fe80::1', port: 22, path: 'in/home?' })).to.equal(
      'sftp://l%40b@[fe80::1]:22/in/home%3F',
    );
    expect(written(s3.location)).to.equal('s3:https://s3.example.org/lab/a%20b/c');
    expect(
      written({
        kind: 's3',
        endpoint: 'http://127.0.0.1:9000/',
        bucket: 'lab',
        prefix: '',
        region: undefined,
      }),
    ).to.equal('s3:http://127.0.0.1:9000/lab');
    expect(written({ kind: 'rest', url: 'https://rest.lan:8000/lab' })).to.equal(
      'rest:https://rest.lan:8000/lab/',
    );
  });
});

describe('adapters/restic/command', () => {
  it('what it says and what it locks stand before the command, what is copied from after it', () => {
    expect(
      commandLine({ args: ['check', '--x'], json: true, lock: 'waits' }, anAccess(), child),
    ).to.deep.equal([
      '--repo=local:/mnt/nas',
      '--json',
      '--retry-lock=5m',
      '--cleanup-cache',
      'check',
      '--x',
    ]);
    expect(
      commandLine({ args: ['copy', '--', 'abc'], json: false, lock: 'none', source: anAccess() }, s3, child),
    ).to.deep.equal([
      '--repo=s3:https://s3.example.org/lab/a%20b/c',
      '--no-lock',
      '--option=s3.region=eu-1',
      'copy',
      '--from-repo=local:/mnt/nas',
      '--',
      'abc',
    ]);
  });

  it('one that is made as a copy is told of its source in the same way', () => {
    const args = ['init', '--copy-chunker-params'];
    expect(
      commandLine({ args, json: true, lock: 'none', source: s3 }, anAccess(), child).slice(-3),
    ).to.deep.equal(['init', '--from-repo=s3:https://s3.example.org/lab/a%20b/c', '--copy-chunker-params']);
  });

  it('neither a password nor a credential is ever an argument', () => {
    const line = commandLine({ args: ['copy'], json: false, lock: 'waits', source: sftp }, s3, child).join(
      ' ',
    );
    expect(line).not.to.match(/hush|password/);
  });

  it('what ssh is told comes through restic’s list of options whole, with quotes and commas', () => {
    const odd = { keyFile: '/tmp/a,b/ssh-key', knownHostsFile: '/tmp/a,b/hosts' };
    const line = commandLine({ args: ['check'], json: true, lock: 'none' }, { ...sftp, ssh: odd }, child);
    const text = line.find((it) => it.startsWith('--option='))?.slice('--option='.length) ?? '';
    expect(text).to.match(/^"sftp\.args=.*"$/);
    expect(text.slice(1, -1).replaceAll('""', '')).not.to.contain('"');
    expect(text.slice(1, -1).replaceAll('""', '"')).to.equal(
      `sftp.args=${sshArguments([odd], child.sshLog)}`,
    );
  });

  it('ssh believes the hosts it was given and no others, and asks nobody anything', () => {
    const text = sshArguments([ssh], child.sshLog);
    for (const option of [
      'StrictHostKeyChecking=yes',
      'BatchMode=yes',
      'IdentitiesOnly=yes',
      'UpdateHostKeys=no',
    ])
      expect(text).to.contain(`-o '${option}'`);
    expect(text).to.contain(`-o 'UserKnownHostsFile="/tmp/a/known-hosts"'`);
    expect(text).to.contain(`-o 'GlobalKnownHostsFile=/dev/null'`);
    expect(text).to.match(/^-F none /);
  });

  it('of two repositories behind SFTP both keys and both known hosts count', () => {
    const text = sshArguments([ssh, { keyFile: '/b/100%', knownHostsFile: '/b/hosts' }], child.sshLog);
    expect(text).to.contain(`'UserKnownHostsFile="/tmp/a/known-hosts" "/b/hosts"'`);
    expect(text).to.contain(`'IdentityFile="/tmp/a/ssh-key"'`).and.to.contain(`'IdentityFile="/b/100%%"'`);
    expect(() => sshArguments([{ ...ssh, keyFile: `/a' -o ProxyCommand=x` }], child.sshLog)).to.throw();
  });
});

describe('adapters/restic/environment', () => {
  it('a child gets the way to the network and who to believe, and nothing else of the manager’s', () => {
    const own = {
      PATH: '/bin',
      https_proxy: 'http://proxy',
      SSL_CERT_FILE: '/ca',
      LABSTEAD_X: '1',
      NODE_OPTIONS: '--x',
      HTTP_PROXY: '',
    };
    expect(childEnvironment(own, folders, bounds, anAccess())).to.deep.equal({
      PATH: '/bin',
      https_proxy: 'http://proxy',
      SSL_CERT_FILE: '/ca',
      HOME: '/lab/cache/restic',
      TMPDIR: '/lab/cache/tmp',
      TZ: 'UTC',
      LANG: 'C.UTF-8',
      GOMAXPROCS: '2',
      GOMEMLIMIT: '1000',
      RESTIC_CACHE_DIR: '/lab/cache/restic',
      RESTIC_PROGRESS_FPS: '2',
      RESTIC_PASSWORD_FILE: '/tmp/key/password',
    });
  });

  it('a copy gets the names of both password files, and the credentials of both', () => {
    const env = childEnvironment({}, folders, bounds, anAccess({ passwordFile: '/tmp/two' }), {
      source: s3,
      addressFile: undefined,
    });
    expect(env).to.include({
      RESTIC_PASSWORD_FILE: '/tmp/two',
      RESTIC_FROM_PASSWORD_FILE: '/tmp/key/password',
      AWS_SECRET_ACCESS_KEY: 'hush',
    });
  });

  it('two that need different values of one credential can’t be in one process, and neither value is told', () => {
    const other = {
      ...s3,
      name: 'other',
      credentials: { AWS_ACCESS_KEY_ID: 'you', AWS_SECRET_ACCESS_KEY: 'quiet' },
    };
    const error = caught(() =>
      childEnvironment({}, folders, bounds, other, { source: s3, addressFile: undefined }),
    );
    expect(error.code).to.equal('backup.copy_impossible');
    expect(`${error.message} ${error.hint}`).not.to.match(/hush|quiet/);
  });

  it('of two REST servers neither gets the login of the other: that of the source stands in a file', () => {
    const rest = (name: string, credentials: Record<string, string>) =>
      anAccess({ name, location: { kind: 'rest', url: `https://${name}.lan/lab` }, credentials });
    const one = rest('one', { RESTIC_REST_USERNAME: 'a@b', RESTIC_REST_PASSWORD: 'hush/1' });
    const two = rest('two', { RESTIC_REST_USERNAME: 'c', RESTIC_REST_PASSWORD: 'quiet' });
    expect(addressWithLogin(two, one)).to.equal('rest:https://a%40b:hush%2F1@one.lan/lab/');
    expect(addressWithLogin(two, rest('open', {}))).to.equal('rest:https://:@open.lan/lab/');
    for (const other of [undefined, s3, { ...two, name: 'three' }])
      expect(addressWithLogin(two, other)).to.equal(undefined);

    const from = { source: one, addressFile: '/tmp/key/address' };
    const env = childEnvironment({}, folders, bounds, two, from);
    expect(env).to.include({
      RESTIC_FROM_REPOSITORY_FILE: '/tmp/key/address',
      RESTIC_REST_PASSWORD: 'quiet',
    });
    const files = { ...child, sourceAddress: from.addressFile };
    const line = commandLine({ args: ['copy'], json: false, lock: 'waits', source: one }, two, files);
    expect(JSON.stringify([env, line])).not.to.match(/hush|from-repo/);
  });

  it('what is no credential never gets into a child by way of them', () => {
    const access = anAccess({ credentials: { LD_PRELOAD: '/evil.so' } });
    expect(() => childEnvironment({}, folders, bounds, access)).to.throw('LD_PRELOAD');
  });
});

describe('adapters/restic/version', () => {
  it('the quickest compression is asked for where there is one', () => {
    expect(readVersion('restic 0.19.1 compiled with go1.26 on linux/amd64')).to.deep.equal({
      words: '0.19.1',
      compression: 'fastest',
    });
    expect(readVersion('restic 0.18.0 (v0.18.0-1) compiled with go1.24').compression).to.equal('auto');
    expect(readVersion('restic 1.0.0 compiled with go2').compression).to.equal('fastest');
  });

  it('one that doesn’t tell by itself what it found is refused', () => {
    for (const printed of ['restic 0.14.0 compiled with go1.19', 'restic 0.17.3', '', 'rustic 0.20.0'])
      expect(caught(() => readVersion(printed)).code, printed).to.equal('backup.engine_missing');
  });
});

describe('adapters/restic/back-up: its arguments', () => {
  const request = {
    paths: ['lab.yaml', 'environments/prod/data'],
    base: '/lab',
    leaveOut: ['*.tmp'],
    tags: ['labstead', 'lab=x'],
    at: Date.UTC(2026, 10, 22, 3, 4, 5, 678),
  };

  it('a snapshot bears the lab, its tags, and the time that it speaks of, in UTC', () => {
    expect(backupArguments(request, 'labx', { words: '0.19.1', compression: 'fastest' })).to.deep.equal([
      'backup',
      '--host=labx',
      '--time=2026-11-22 03:04:05',
      '--compression=fastest',
      '--group-by=host',
      '--tag=labstead',
      '--tag=lab=x',
      '--exclude=*.tmp',
      '--',
      'lab.yaml',
      'environments/prod/data',
    ]);
  });

  it('what is mounted below a folder is taken too, and nothing is left out that nobody asked for', () => {
    const text = backupArguments(request, 'labx', { words: '0.18.0', compression: 'auto' }).join(' ');
    expect(text).not.to.match(/one-file-system|exclude-caches|exclude-if|exclude-larger/);
  });
});

describe('adapters/restic/restore: its arguments', () => {
  const request = { snapshot: 'ab', folder: '/environments/prod/data', target: '/lab/x' };

  it('what an earlier attempt left is compared', () => {
    expect(restoreArguments(request)).to.include.members(['--overwrite=always', '--target=/lab/x']);
    expect(restoreArguments(request).at(-1)).to.equal('ab:/environments/prod/data');
    expect(restoreArguments({ ...request, folder: '/' }).at(-1)).to.equal('ab');
  });

  it('all that is written is read again where that is asked for, and only there', () => {
    expect(restoreArguments({ ...request, readsBack: true })).to.include('--verify');
    expect(restoreArguments(request)).not.to.include('--verify');
  });

  it('nothing that is there is deleted', () => {
    expect(restoreArguments(request).join(' ')).not.to.contain('--delete');
  });

  it('a path is itself, never a pattern', () => {
    const args = restoreArguments({ ...request, include: ['a*b/[c]?', '/d\\e'] });
    expect(args).to.include.members(['--include=/a\\*b/\\[c\\]\\?', '--include=/d\\\\e']);
  });
});
