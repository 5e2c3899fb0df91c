import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runLabctl } from '../../../../src/cli/run-labctl.ts';
import { repairWords } from '../../../../src/contract/index.ts';
import { codeSheet } from '../../../../src/cli/output/repository-text.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { aManifest, aRepository, aRestore, recoveryCode, snapshotId } from '../../../support/fake-backups.ts';
import { httpsBefore, type HttpsBefore } from '../../../support/https-before.ts';
import { quietTerminal } from '../../../support/quiet-terminal.ts';
import { consoleOrigin, useApi } from '../../../support/use-api.ts';

const id = snapshotId.slice(0, 8);
const path = '/environments/prod/data/a.txt';

describe('cli/commands/backup', () => {
  const bench = useApi();
  let door: HttpsBefore;
  let folder: string;
  let token: string;
  before(async () => {
    door = await httpsBefore(() => bench.api.publicPort, new URL(consoleOrigin).host);
    folder = await mkdtemp(join(tmpdir(), 'labstead-backup-cli-'));
  });
  after(async () => {
    await door.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => (token = await bench.token('owner')));

  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const backup = async (...argv: string[]) => {
    const terminal = quietTerminal();
    const status = await runLabctl(['backup', ...argv], {
      env: await door.environment(token),
      terminal,
      signal: new AbortController().signal,
      version: '0.0.0',
    });
    return { status, out: terminal.out.join('\n'), said: terminal.said.join('\n') };
  };
  const asked = () => bench.store.journal.list({ limit: 1, before: undefined })[0];

  it('says in a sentence how well the lab is kept, the next night, and what waits for a word', async () => {
    bench.backups.waiting = [aRestore()];
    const { status, out } = await backup();
    expect(status).to.equal(0);
    expect(out).to.match(/^The newest good snapshot was made .*\.\nThe next snapshot is due 2026-11-2\d/);
    expect(out).to.include('4 min 12 s').and.to.include(`labctl backup undo ${aRestore().job}`);
  });

  it('what somebody should see to is told below how well the lab is kept', async () => {
    bench.backups.warnings = ['No recovery code was typed back.'];
    const { status, out } = await backup();
    expect(status).to.equal(0);
    expect(out).to.match(/^The newest good snapshot was made .*\.\nNo recovery code was typed back\.\n/);
  });

  it('only the lab file says that nothing is backed up by itself: a night that is not due yet does not', async () => {
    bench.backups.nextAt = undefined;
    bench.backups.waits = 'The lab waits for its restore.';
    const { out } = await backup();
    expect(out)
      .to.include('The lab waits for its restore.')
      .and.not.to.match(/by itself|is due/);
    bench.backups.schedule = undefined;
    expect((await backup()).out).to.include('Nothing is backed up by itself: the lab file says so.');
  });

  it('an alarm is told first, and by the exit status', async () => {
    bench.backups.alarms = ['No good snapshot was made for 31 hours.'];
    const { status, out } = await backup('status');
    expect([status, out.split('\n')[0]]).to.deep.equal([8, 'No good snapshot was made for 31 hours.']);
    expect(out.match(/31 hours/g)).to.have.length(1);
  });

  it('lists snapshots with what each is worth, and shows one with what is in it', async () => {
    const { out } = await backup('list');
    expect(out).to.match(/^1a2b3c4d {2}\S+ \S+ {2}restore-tested {2}1\.91 MiB {2}Good: restored in a drill/m);
    expect(out).to.match(/^99ff00aa {2}\S+ \S+ {2}lacking /m);
    const { folders } = aManifest;
    bench.backups.manifest = { ...aManifest, folders: folders.map((one) => ({ ...one, files: 1 })) };
    expect((await backup('show', id)).out).to.match(/ 1 file, \//);
    bench.backups.manifest = aManifest;
    const shown = (await backup('show', id)).out;
    for (const words of ['prod-db', '1 table, 3 rows', 'prod’s data', '512 files', 'Left out:', 'Tried out:'])
      expect(shown).to.include(words);
  });

  it('a repository that the lab file names no more is not taken where none is named', async () => {
    bench.backups.first = undefined;
    for (const argv of [['list'], ['show', id], ['browse', id], ['now'], ['drill', id]]) {
      const { status, said } = await backup(...argv);
      expect(status, argv.join(' ')).to.equal(5);
      expect(said).to.include('names no repository for backups');
    }
    expect(bench.backups.asked).to.deep.equal([]);
  });

  it('a listing that fails is a failure, and never looks like none', async () => {
    bench.backups.failure = new LabError('backup.unreachable', 'The host does not answer.', {
      hint: 'Wait.',
    });
    const { status, out, said } = await backup('list');
    expect([status, out]).to.deep.equal([8, '']);
    expect(said).to.include('The host does not answer.').and.not.to.include('no snapshot');
  });

  it('tells the same as JSON, failures included', async () => {
    const list = JSON.parse((await backup('--json', 'list')).out) as { items: object[]; restores: object[] };
    expect([list.items.length, list.restores.length]).to.deep.equal([2, 0]);
    const failed = await backup('--json', 'show', '00000000');
    expect(failed.status).to.equal(4);
    expect(JSON.parse(failed.out)).to.have.nested.property('error.code', 'backup.unknown_snapshot');
  });

  it('browses a folder, and downloads a file whole to where it was told, never over another', async () => {
    expect((await backup('browse', id)).out.split('\n').map((line) => line.split('  ').at(-1))).to.deep.equal(
      ['backups/', 'environments/', 'lab.yaml'],
    );
    const target = join(folder, 'kept.txt');
    expect((await backup('download', id, path, '-o', target)).out).to.equal(target);
    expect(await readFile(target, 'utf8')).to.equal('hello');
    expect((await backup('download', id, path, '-o', target)).status).to.equal(5);
    const { entry } = bench.backups.contents.get(path)!;
    bench.backups.contents.set(path, { entry, chunks: ['he'] });
    const broken = await backup('download', id, path, '-o', join(folder, 'broken.txt'));
    expect(broken.status).to.equal(69);
    expect(await readdir(folder))
      .to.include('kept.txt')
      .and.not.to.include('broken.txt');
  });

  it('says of a folder that is not listed whole how much is left, and that folders may be among that', async () => {
    bench.backups.beyond = 7;
    expect((await backup('browse', id)).out).to.match(/\n… and 7 more\nIt holds so much that folders may be/);
  });

  it('names of files act on no terminal', async () => {
    const files = bench.backups.folders.get('/')!;
    bench.backups.folders.set('/', [{ ...files[0]!, name: 'a\u001b[2Jb' }]);
    expect((await backup('browse', id)).out)
      .to.include('a[2Jb')
      .and.not.to.include('\u001b');
  });

  it('what is refused tells why by its exit status: no such file, secrets, not signed in as one who may', async () => {
    expect((await backup('download', id, '/environments/prod/data/none')).status).to.equal(4);
    expect((await backup('browse', id, '/state')).status).to.equal(6);
    token = await bench.token('operator');
    expect((await backup('browse', id)).status).to.equal(6);
    expect((await backup('browse')).status).to.equal(2);
  });

  it('makes, verifies, tries out and exports as jobs, and follows each to its end', async () => {
    for (const [argv, kind, params] of [
      [['now', '--clock-is-right'], 'backup', { target: 'lab', clockIsRight: true }],
      [['now', '--disks-are-right'], 'backup', { target: 'lab', disksAreRight: true }],
      [['now', '--other-is-gone'], 'backup', { target: 'lab', otherIsGone: true }],
      [
        ['verify', '--repository', 'local', '--parts', '1-3,9'],
        'verify',
        { target: 'lab', repository: 'local', parts: [1, 2, 3, 9] },
      ],
      [['verify'], 'verify', { target: 'lab' }],
      [['drill'], 'drill', { target: 'lab', repository: 'local' }],
      [['drill', id], 'drill', { target: 'lab', repository: 'local', snapshot: snapshotId }],
      [['export', 'mine.tar'], 'export', { target: 'lab', file: 'mine.tar' }],
    ] as const) {
      const { status, out } = await backup(...argv);
      expect([status, out], argv.join(' ')).to.deep.equal([0, 'Done.']);
      expect(asked()).to.deep.include({ kind, params });
    }
    expect((await backup('verify', '--parts', '0')).status).to.equal(2);
    expect((await backup('verify', '--parts', '3-1')).status).to.equal(2);
    expect((await backup('export', '../x.tar')).status).to.equal(9);
  });

  it('an export’s passphrase comes from a file, and without one it says what is left out', async () => {
    const passphrase = await file('passphrase', 'correct horse battery\n');
    expect((await backup('export', 'mine.tar')).said).to.include('left out');
    const sealed = await backup('export', 'mine.tar', '--passphrase-file', passphrase);
    expect([sealed.status, sealed.said.includes('left out')]).to.deep.equal([0, false]);
    expect(asked()?.params).to.deep.equal({ target: 'lab', file: 'mine.tar', sealed: true });
    expect(bench.backups.asked.at(-1)).to.include({ passphrase: 'correct horse battery' });
    const named = ['import', 'mine.tar', '--confirm', 'Test lab'];
    await backup(...named, '--passphrase-file', passphrase, '--lacking');
    expect(asked()?.params).to.deep.equal({ target: 'lab', file: 'mine.tar', sealed: true, lacking: true });
    const untyped = await backup(...named, '--sealed');
    expect([untyped.status, untyped.said.includes('--passphrase-file')]).to.deep.equal([2, true]);
  });

  it('a repair says what it takes out, and is asked for only with the lab’s name', async () => {
    const unnamed = await backup('repair', '--repository', 'local');
    expect([unnamed.status, asked()]).to.deep.equal([2, undefined]);
    expect(unnamed.said).to.include('--confirm');
    for (const sentence of Object.values(repairWords)) expect(unnamed.said).to.include(sentence);
    expect((await backup('repair', '--confirm', 'test lab')).status).to.equal(9);
    expect((await backup('repair', '--confirm', 'Test lab')).status).to.equal(0);
    expect(asked()).to.deep.include({ kind: 'repair', params: { target: 'lab', repository: 'local' } });
  });

  it('a restore says what it would do, and is asked for only with the lab’s name', async () => {
    const plan = await backup('restore', id, 'prod', '--plan');
    expect(plan.out)
      .to.match(/^Restore prod from the snapshot 1a2b3c4d/)
      .and.to.include('can be undone');
    const unnamed = await backup('restore', id, 'prod');
    expect([unnamed.status, asked()]).to.deep.equal([2, undefined]);
    expect(unnamed.said).to.include('--confirm').and.to.include('Restore prod from');
    expect((await backup('restore', id, 'prod', '--confirm', 'test lab')).status).to.equal(9);
    const done = await backup('restore', id, 'prod', '--confirm', 'Test lab');
    expect(done.status, done.said).to.equal(0);
    expect(asked()).to.deep.include({
      kind: 'restore',
      params: { target: 'prod', snapshot: snapshotId, repository: 'local' },
    });
    await backup('restore', id, '--path', path, '--confirm', 'Test lab', '--now');
    expect(asked()?.params).to.deep.equal({
      ...{ target: 'prod', snapshot: snapshotId, repository: 'local' },
      ...{ path, waitForWork: 0 },
    });
  });

  it('a snapshot that lacks something is restored only where that is asked for', async () => {
    bench.backups.manifest = { ...aManifest, missing: ['Not all of prod’s data can be read.'] };
    expect((await backup('restore', id, 'prod', '--confirm', 'Test lab')).said).to.include('--lacking');
    await backup('restore', id, 'prod', '--confirm', 'Test lab', '--lacking');
    expect(asked()?.params).to.deep.include({ target: 'prod', lacking: true });
    await backup('import', 'lab.tar', '--confirm', 'Test lab', '--lacking');
    expect(asked()?.params).to.deep.equal({ target: 'lab', file: 'lab.tar', lacking: true });
  });

  it('an import is asked for only with the lab’s name', async () => {
    expect((await backup('import', 'lab.tar')).status).to.equal(2);
    expect((await backup('import', 'lab.tar', '--confirm', 'Test lab')).status).to.equal(0);
    expect(asked()).to.deep.include({ kind: 'import', params: { target: 'lab', file: 'lab.tar' } });
  });

  it('what a restore put aside goes after a yes alone, and comes back with the lab’s name alone', async () => {
    bench.backups.waiting = [aRestore()];
    const { job } = aRestore();
    for (const [verb, ...sure] of [
      ['confirm', '--yes'],
      ['undo', '--confirm', 'Test lab'],
    ] as const) {
      const unsure = await backup(verb, job);
      expect([unsure.status, asked()?.kind], verb).to.not.include(`${verb}-restore`);
      expect(unsure.status).to.equal(2);
      expect((await backup(verb, job, ...sure)).status, verb).to.equal(0);
      expect(asked()).to.deep.include({ kind: `${verb}-restore`, params: { target: 'prod', restore: job } });
    }
    expect((await backup('undo', 'another', '--confirm', 'Test lab')).status).to.equal(4);
  });

  it('tells of each restore that waits what can be done with it', async () => {
    const { job } = aRestore();
    const offered = async (state: 'restored' | 'undone' | 'unfinished') => {
      bench.backups.waiting = [aRestore({ state })];
      const { out } = await backup();
      return ['confirm', 'undo'].filter((verb) => out.includes(`labctl backup ${verb} ${job}`));
    };
    expect(await offered('restored')).to.deep.equal(['confirm', 'undo']);
    expect(await offered('unfinished')).to.deep.equal(['undo']);
    expect(await offered('undone')).to.deep.equal(['confirm']);
  });

  describe('repo', () => {
    it('lists where snapshots are kept, with what each needs', async () => {
      const { out } = await backup('repo', 'list');
      expect(out)
        .to.include('local: ready\n  backups/repository')
        .and.to.include('\n  2 snapshots, ')
        .and.to.include('on the disk of the lab’s data')
        .and.to.include('labctl backup repo key local --confirm')
        .and.to.include('offsite: declared. It was not made here yet.')
        .and.to.include('labctl backup repo add offsite');
    });

    it('one snapshot in it is told as one, and nobody makes up a number', async () => {
      bench.backups.repositoryViews = [
        aRepository({ snapshots: 1 }),
        aRepository({ name: 'nas', snapshots: undefined }),
      ];
      const { out } = await backup('repo', 'list');
      expect(out)
        .to.match(/^ {2}1 snapshot, /m)
        .and.to.match(/^ {2}an unknown number of snapshots, /m);
    });

    it('of one that the lab file names no more nothing is advised that would be refused', async () => {
      bench.backups.repositoryViews = [aRepository({ state: 'removed', recoveryCode: 'unconfirmed' })];
      expect((await backup('repo', 'list')).out)
        .to.include('not typed back yet')
        .and.not.to.include('repo key');
    });

    it('is made with credentials from files, which no one else sees on the command line', async () => {
      const credentials = await file(
        's3',
        '# of the bucket\nAWS_ACCESS_KEY_ID=known\nexport AWS_SECRET_ACCESS_KEY="a b"\n',
      );
      const password = await file('password', 'its own word\n');
      const { status, out, said } = await backup(
        ...['repo', 'add', 'offsite', '--credentials-file', credentials, '--password-file', password],
      );
      expect([status, out.split('\n')[0]], said).to.deep.equal([0, 'offsite: ready']);
      expect(said).to.include('labctl backup repo key offsite');
      expect(bench.backups.asked).to.deep.equal([
        {
          addRepository: 'offsite',
          given: {
            credentials: { variables: { AWS_ACCESS_KEY_ID: 'known', AWS_SECRET_ACCESS_KEY: 'a b' } },
            password: 'its own word',
          },
        },
      ]);
    });

    it('over SFTP needs a key and whose host it is, both', async () => {
      bench.backups.repositoryViews = [
        aRepository({
          name: 'far',
          location: { kind: 'sftp', user: 'lab', host: 'far.example.org', port: 22, path: '/srv' },
        }),
      ];
      const key = await file('key', 'KEY\n');
      for (const argv of [[], ['--ssh-key', key]]) {
        const { status, said } = await backup('repo', 'add', 'far', ...argv);
        expect([status, bench.backups.asked]).to.deep.equal([2, []]);
        expect(said).to.include('ssh-keyscan');
      }
      const hosts = await file('hosts', 'far.example.org ssh-ed25519 AAAA\n');
      expect((await backup('repo', 'add', 'far', '--ssh-key', key, '--known-hosts', hosts)).status).to.equal(
        0,
      );
      expect(bench.backups.asked[0]).to.have.nested.property('given.credentials.ssh.privateKey', 'KEY\n');
    });

    it('a line of credentials that is none is refused without repeating it', async () => {
      const wrong = await file('wrong', 'AWS_SECRET_ACCESS_KEI=hush\n');
      const { status, said } = await backup('repo', 'test', 'local', '--credentials-file', wrong);
      expect(status).to.equal(2);
      expect(said).to.include('AWS_SECRET_ACCESS_KEI').and.not.to.include('hush');
      const loose = await file('loose', 'hush hush\n');
      expect((await backup('repo', 'test', 'local', '--credentials-file', loose)).said).not.to.include(
        'hush',
      );
    });

    it('is tried without changing anything, and forgotten only after a yes', async () => {
      expect((await backup('repo', 'test', 'local')).out).to.equal('local opens.');
      bench.backups.failure = new LabError('backup.wrong_key', 'It doesn’t open.', { hint: 'Another?' });
      expect((await backup('repo', 'test', 'local')).status).to.equal(5);
      bench.backups.failure = undefined;
      expect((await backup('repo', 'remove', 'old')).status).to.equal(2);
      expect((await backup('repo', 'remove', 'old', '--yes', '--anyhow')).status).to.equal(0);
      expect(bench.backups.asked.at(-1)).to.deep.equal({ removeRepository: 'old', anyhow: true });
    });

    it('the sheet of a recovery code says what lets somebody into the server, where there is one', () => {
      const sheet = (location: string) =>
        codeSheet({ code: recoveryCode, repository: 'nas', location, labId: 'labtest1' }).split('\n').at(-1);
      expect(sheet('sftp://user@host/srv/our-lab')).to.match(/server: .*private key .*known_hosts/);
      expect(sheet('s3:https://host/bucket')).to.match(/server: .*credentials/);
      expect(sheet('/mnt/disk/our-lab')).to.equal('alone the lab comes back on an empty machine.');
    });

    it('a recovery code is printed with what belongs to it, and counts once it was typed back', async () => {
      const made = await backup('repo', 'key', 'local');
      expect(made.status).to.equal(0);
      for (const words of [recoveryCode, 'local', 'backups/repository', 'labtest1'])
        expect(made.out).to.include(words);
      expect(made.said)
        .to.include('--confirm')
        .and.to.include('One that was typed back before works until then.');
      const typed = await file('code', `${recoveryCode}\n`);
      const right = await backup('repo', 'key', 'local', '--code-file', typed);
      expect([right.status, right.out]).to.deep.equal([
        0,
        'That code opens local. Keep it away from this machine.',
      ]);
      const wrong = await file('wrong-code', 'something else\n');
      const refused = await backup('repo', 'key', 'local', '--code-file', wrong);
      expect(refused.status).to.equal(9);
      expect((await backup('repo', 'key', 'local', '--confirm')).said).to.include('--code-file');
    });
  });
});
