import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { repositorySecrets } from '../../../../src/adapters/files/backup/repository-secrets.ts';
import { layDown } from '../../../../src/adapters/fresh/lay-down.ts';
import { labFromSnapshot } from '../../../../src/adapters/fresh/lab-from-snapshot.ts';
import { noFailPoints } from '../../../../src/jobs/fail-points.ts';
import { openStore } from '../../../../src/adapters/store/open-store.ts';
import { makeRecoveryCode, recoveryCodeBytes } from '../../../../src/core/backup/recovery-code.ts';
import { printManifest } from '../../../../src/core/backup/manifest.ts';
import { parseLabFile } from '../../../../src/core/labfile/parse-lab-file.ts';
import type { BackupRepository, RepositorySecretsGiven } from '../../../../src/core/ports.ts';
import { aSnapshotManifest } from '../../../support/builders/an-export.ts';
import { FakeBackupRepositories } from '../../../support/fake-backup-repositories.ts';
import { realClock } from '../../../support/real-clock.ts';
import { refused } from '../../../support/refused.ts';

const ballastBytes = 4096;

describe('adapters/fresh: a repository that is not where the lab file says', () => {
  let scratch: string;
  let home: string;
  let repository: BackupRepository;
  let repositories: FakeBackupRepositories;
  let ownKey: string;
  const access = () => ({
    ...{ name: 'restore', host: 'labtest1', credentials: {}, ssh: undefined },
    location: { kind: 'folder', path: join(home, 'backups/carried') } as const,
    passwordFile: join(scratch, 'password'),
  });

  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'labstead-carried-'));
    home = join(scratch, 'home');
    await mkdir(join(home, 'backups/carried'), { recursive: true });
    await writeFile(join(home, 'backups/carried/config'), 'theirs');
    await writeFile(join(scratch, 'password'), 'lab-key');
    repositories = new FakeBackupRepositories();
    repository = repositories.open(access());
    await repository.init();
    ownKey = (await repository.keys())[0]!.id;
  });
  afterEach(() => rm(scratch, { recursive: true, force: true }));

  interface Before {
    labFile: string;
    /** Of the repositories that the lab knew, by name: where, and by which key. */
    made: Readonly<Record<string, { location: string; key: string }>>;
    /** A newer version that waits to be applied. */
    waits?: boolean;
    /** Id of the key of the code that was told of each, and not typed back. */
    newCode?: string;
    /** Whether all of it was read and found right. */
    looked?: boolean;
    /** Whether damage was found in it. */
    damaged?: boolean;
  }

  async function snapshotOf({
    labFile,
    made,
    waits = false,
    newCode,
    looked,
    damaged,
  }: Before): Promise<void> {
    const base = join(scratch, 'lab');
    const staging = join(base, 'backups/staging');
    await mkdir(staging, { recursive: true });
    await writeFile(join(staging, 'manifest.json'), printManifest(aSnapshotManifest()));
    await writeFile(join(base, 'lab.yaml'), labFile);
    for (const part of ['ca', 'secrets']) await mkdir(join(base, 'state', part), { recursive: true });
    await writeFile(join(base, 'state/secrets/key'), 'k');
    await writeFile(join(base, 'state/ca/ca.crt'), 'ca');
    const secrets = repositorySecrets({ folder: join(base, 'state/secrets/backup'), memory: scratch });
    const store = openStore({ directory: join(scratch, 'store'), ballastBytes });
    for (const [name, { location, key }] of Object.entries(made)) {
      store.backups.noteMade({ name, location, key, madeAt: 1 });
      store.backups.noteNewCode(name, newCode ?? `code-${name}`, 2);
      if (looked) store.backups.noteChecked(name, 3, []);
      if (damaged) store.backups.noteRead(name, 1, 3, [{ words: 'pack 12 is wrong', snapshots: [] }]);
      await secrets.keep({ name, location }, { password: 'lab-key', credentials: { A: 'old' } });
    }
    const { version } = store.labFiles.accept({ text: labFile, author: 'ada', via: 'cli', acceptedAt: 1 });
    if (!waits) store.labFiles.setApplied(version, 2);
    await store.backupTo(join(staging, 'lab.db'));
    store.close();
    await repository.backup(
      {
        ...{ base, paths: ['backups', 'lab.yaml', 'state'], leaveOut: [], at: 5 },
        tags: ['labstead', 'lab=labtest1', 'job=1', 'complete'],
      },
      () => undefined,
    );
  }

  async function laidDown(before: Before, given: RepositorySecretsGiven = { password: 'code' }) {
    await snapshotOf(before);
    const location = { kind: 'folder', path: join(home, 'backups/carried') } as const;
    const options = { home, location, wanted: undefined, lab: undefined, given, clock: realClock };
    const { told, source } = await labFromSnapshot(repository, options, new AbortController().signal);
    await layDown({ home, version: '0.1.0', clock: realClock, failPoints: noFailPoints }, source);
    const labFile = await readFile(join(home, 'lab.yaml'), 'utf8');
    const parsed = parseLabFile(labFile);
    const repositories = 'ok' in parsed ? parsed.ok.backup.repositories : [];
    const store = openStore({ directory: join(home, 'state'), ballastBytes });
    const { checkedAt, damage: found } = store.backups.health('local');
    const damage = found.map(({ words }) => words);
    const [known, latest] = [store.backups.repositories(), store.labFiles.latest()];
    const applied = store.labFiles.applied();
    store.close();
    const ask = JSON.parse(await readFile(join(home, 'state/restore.json'), 'utf8')) as {
      repository: string;
    };
    return { told, labFile, repositories, known, checkedAt, damage, latest, applied, asked: ask.repository };
  }
  const secretsNow = async (name: string) => {
    const secrets = repositorySecrets({ folder: join(home, 'state/secrets/backup'), memory: scratch });
    const opened = await secrets.open({ name, location: 'backups/carried' });
    const password = opened.passwordFile && (await readFile(opened.passwordFile, 'utf8'));
    await opened.close();
    return { password, credentials: opened.credentials };
  };
  const asDefault = (key = ownKey) => ({
    labFile: '# ours\nname: Lab\n',
    made: { local: { location: 'backups/repository', key } },
  });

  it('is named there from now on, as one more version of the lab file, which is told', async () => {
    const { told, labFile, repositories, latest, applied, asked } = await laidDown(asDefault());
    expect(told).to.deep.equal([
      'The lab file named its repository local at backups/repository: from now on it names it at backups/carried.',
    ]);
    expect(labFile).to.contain('# ours');
    expect(repositories).to.deep.equal([
      { name: 'local', location: { kind: 'folder', path: 'backups/carried' }, copyOf: undefined },
    ]);
    expect([latest?.version, latest?.text, latest?.author, applied]).to.deep.equal([
      ...[2, labFile, 'install.sh --restore', 2],
    ]);
    expect(asked).to.equal('local');
  });

  it('is opened there by the lab’s own key, and all that is known of it stays', async () => {
    const { known } = await laidDown(asDefault());
    expect(await secretsNow('local')).to.deep.equal({ password: 'lab-key', credentials: {} });
    expect(known.map(({ location, key, newCode }) => [location, key, newCode?.key])).to.deep.equal([
      ['backups/carried', ownKey, 'code-local'],
    ]);
  });

  it('is taken for one that nobody has looked at there yet', async () => {
    const { checkedAt } = await laidDown({ ...asDefault(), looked: true });
    expect(checkedAt).to.equal(undefined);
  });

  it('that the recovery code opened is not said to open for nobody: the code was typed back by that', async () => {
    const code = makeRecoveryCode(new Uint8Array(recoveryCodeBytes));
    await writeFile(join(scratch, 'code'), code);
    const newCode = await repository.addKey(join(scratch, 'code'));
    repository = repositories.open({ ...access(), passwordFile: join(scratch, 'code') });
    const { known } = await laidDown({ ...asDefault(), newCode }, { password: code });
    expect(known.map(({ key, code, newCode }) => [key, code?.key, newCode])).to.deep.equal([
      [ownKey, newCode, undefined],
    ]);
  });

  it('that the lab’s own key opens no more, but a code does that it knew, keeps what was found in it', async () => {
    const code = makeRecoveryCode(new Uint8Array(recoveryCodeBytes));
    await writeFile(join(scratch, 'code'), code);
    const newCode = await repository.addKey(join(scratch, 'code'));
    const before = { ...asDefault('taken-away'), newCode, damaged: true };
    const { damage, known } = await laidDown(before, { password: code });
    expect(known.map(({ key, newCode }) => [key, newCode?.key])).to.deep.equal([[ownKey, newCode]]);
    expect(damage).to.deep.equal(['pack 12 is wrong']);
  });

  it('stays as it lies there, and so does all else below backups', async () => {
    await laidDown(asDefault());
    expect(await readFile(join(home, 'backups/carried/config'), 'utf8')).to.equal('theirs');
    expect((await readdir(home)).sort()).to.deep.equal(['backups', 'lab.yaml', 'state']);
  });

  it('is told by its keys from others of its kind, and gets what its new place needs', async () => {
    const labFile =
      'name: Lab\nbackup:\n  repositories:\n    - { name: near, location: /mnt/near } # close\n    - { name: far, location: /mnt/far }\n';
    const made = {
      near: { location: '/mnt/near', key: 'k' },
      far: { location: '/mnt/far', key: ownKey },
    };
    const given = { password: 'code', credentials: { AWS_ACCESS_KEY_ID: 'new' } };
    const { labFile: now, asked } = await laidDown({ labFile, made }, given);
    expect(asked).to.equal('far');
    expect(now).to.equal(labFile.replace('/mnt/far', '"backups/carried"'));
    expect(await secretsNow('far')).to.deep.equal({ password: 'lab-key', credentials: given.credentials });
  });

  it('gets what was given also where the lab file names that very place, without another version of it', async () => {
    const labFile = 'name: Lab\nbackup: { repositories: [{ name: near, location: backups/carried }] }\n';
    const made = { near: { location: 'backups/carried', key: ownKey } };
    const given = { password: 'code', credentials: { AWS_ACCESS_KEY_ID: 'new' } };
    const { told, latest } = await laidDown({ labFile, made }, given);
    expect([told, latest?.version]).to.deep.equal([[], 1]);
    expect(await secretsNow('near')).to.deep.equal({ password: 'lab-key', credentials: given.credentials });
  });

  it('that lies where the lab file names another one is opened by what was given, and nothing that was known of that one is believed of it', async () => {
    const labFile = 'name: Lab\nbackup: { repositories: [{ name: near, location: backups/carried }] }\n';
    const made = { near: { location: 'backups/carried', key: 'of-the-lost-one' } };
    const { told, known, latest, asked } = await laidDown({ labFile, made });
    expect(await secretsNow('near')).to.deep.equal({ password: 'code', credentials: { A: 'old' } });
    expect(known.map(({ name, key, newCode }) => [name, key, newCode])).to.deep.equal([
      ['near', ownKey, undefined],
    ]);
    expect([told, latest?.version, asked]).to.deep.equal([
      [
        'No key that the lab had of its repository near opens what lies at backups/carried: what opened it now does so from now on.',
      ],
      ...[1, 'near'],
    ]);
  });

  it('that no key tells of is one more of the lab file’s, opened by what was typed', async () => {
    const labFile =
      'name: Lab\nbackup: { repositories: [{ name: near, location: /mnt/near }, { name: far, location: /mnt/far }] }\n';
    const { told, repositories, known, asked } = await laidDown({ labFile, made: {} });
    expect(told[0]).to.match(/^Nobody can tell .* as restored, at backups\/carried,/);
    expect(repositories.map(({ name }) => name)).to.deep.equal(['near', 'far', 'restored']);
    expect([asked, known.map(({ name, key }) => [name, key])]).to.deep.equal([
      'restored',
      [['restored', ownKey]],
    ]);
    expect((await secretsNow('restored')).password).to.equal('code');
  });

  it('that is the only one is that one, also where the lab knew no key of it: what was typed opens it', async () => {
    const { asked } = await laidDown(asDefault('another'));
    expect([asked, (await secretsNow('local')).password]).to.deep.equal(['local', 'code']);
  });

  it('applies nothing else that waited for it', async () => {
    const { latest, applied } = await laidDown({ ...asDefault(), waits: true });
    expect([latest?.version, applied]).to.deep.equal([2, undefined]);
  });

  it('where no lab can use it is refused, with where to put it, and nothing is laid down', async () => {
    await snapshotOf(asDefault());
    const location = { kind: 'folder', path: join(scratch, 'usb') } as const;
    const options = { home, location, wanted: undefined, lab: undefined, given: {}, clock: realClock };
    const { hint } = await refused('backup.invalid_location', () =>
      labFromSnapshot(repository, options, new AbortController().signal),
    );
    expect(hint).to.contain(`${home}/backups/repository`).and.to.contain('/mnt');
    expect(await readdir(home)).to.not.include('lab.yaml');
  });
});
