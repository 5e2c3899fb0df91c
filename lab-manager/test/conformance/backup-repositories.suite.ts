import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Snapshot } from '../../src/core/model/backup.ts';
import type {
  BackupProgress,
  BackupRepository,
  BackupRequest,
  RepositoryAccess,
  SnapshotEntry,
} from '../../src/core/ports/backups.ts';
import type { Place } from '../support/backup-places.ts';
import { refused } from '../support/refused.ts';
import type { RepositoryBench } from '../support/restic-bench.ts';

const sound = { damage: [], packs: [] };

const never = new AbortController().signal;
const at = Date.UTC(2026, 10, 22, 3, 4, 5);
const files = {
  'lab.yaml': 'version: 1\n',
  'environments/prod/data/one.csv': 'a,b\n1,2\n',
  'environments/prod/data/deep/two': 'two',
  'environments/dev/workspace/x': 'x',
};
const odd = 'line\nend "quoted" \'single\' *[a]? \\ ü $HOME';

/** The obligations of every repository of backups, wherever it is. */
export function backupRepositoriesSuite(bench: () => RepositoryBench, place: () => Place): void {
  let shared: { access: RepositoryAccess; before: ReadonlySet<string> };

  before(async () => {
    const { access } = await bench().made(place());
    shared = { access, before: new Set() };
  });
  beforeEach(() => bench().write(files));

  /**
   * One that others wrote to as well, since to make one takes long: whose snapshots begin anew, as those of a host that it
   * doesn't know.
   */
  const opened = async () => {
    const access = { ...shared.access, host: `host${randomBytes(6).toString('hex')}` };
    const repository = bench().repositories.open(access);
    shared.before = new Set((await repository.snapshots()).snapshots.map((it) => it.id));
    return { repository, access };
  };
  /** What was written there since it was opened. */
  const written = async (repository: BackupRepository): Promise<readonly Snapshot[]> =>
    (await repository.snapshots()).snapshots.filter((it) => !shared.before.has(it.id));

  const request = (change: Partial<BackupRequest> = {}): BackupRequest => ({
    paths: ['lab.yaml', 'environments'],
    base: bench().root,
    leaveOut: [],
    tags: ['labstead', 'lab=labx7k2', 'job=01JOB', 'complete'],
    at,
    ...change,
  });
  const backup = (repository: BackupRepository, change: Partial<BackupRequest> = {}) =>
    repository.backup(request(change), () => undefined);
  const restored = async (repository: BackupRepository, snapshot: string, folder = '/') => {
    const target = bench().folder('restored');
    await rm(target, { recursive: true, force: true });
    await repository.restore({ snapshot, folder, target }, () => undefined);
    return bench().read(target);
  };

  it('is made once, and opens', async () => {
    const repository = bench().repositories.open(await bench().access(place()));
    await refused('backup.no_repository', () => repository.test());
    await refused('backup.no_repository', () => repository.snapshots());
    await repository.init();
    const keys = await repository.keys();
    await repository.init();
    expect(await repository.keys(), 'the one that is there').to.deep.equal(keys);
    await repository.test();
    expect((await repository.snapshots()).snapshots).to.deep.equal([]);
  });

  it('opens with no other key, and is left as it is', async () => {
    const { repository, access } = await opened();
    const stranger = bench().repositories.open({ ...access, passwordFile: await bench().password() });
    await refused('backup.wrong_key', () => stranger.test());
    await refused('backup.wrong_key', () => stranger.init());
    await refused('backup.wrong_key', () => stranger.snapshots());
    await refused('backup.wrong_key', () => backup(stranger));
    expect(await written(repository)).to.deep.equal([]);
  });

  it('gives back what was written, byte for byte', async () => {
    const { repository } = await opened();
    const summary = await backup(repository);
    expect(summary).to.include({ filesNew: 4, filesProcessed: 4 });
    expect(summary.unread).to.deep.equal([]);
    expect(await restored(repository, summary.snapshot)).to.deep.equal(files);
    expect(await restored(repository, summary.snapshot, '/environments/prod/data')).to.deep.equal({
      'one.csv': 'a,b\n1,2\n',
      'deep/two': 'two',
    });
  });

  it('tells of a snapshot what it was told, and the time that it speaks of', async () => {
    const { repository, access } = await opened();
    const { snapshot } = await backup(repository);
    const [listed] = await written(repository);
    expect(listed).to.deep.include({
      id: snapshot,
      repository: access.name,
      takenAt: at,
      labId: 'labx7k2',
      job: '01JOB',
      complete: true,
      original: undefined,
      filesProcessed: 4,
    });
  });

  it('whole is only a snapshot that says so, and nothing else besides, and what bears no tag of ours is not listed', async () => {
    const { repository } = await opened();
    const tagged: [complete: boolean | undefined, tags: string[]][] = [
      [true, ['labstead', 'complete']],
      [false, ['labstead']],
      [false, ['labstead', 'complete', 'lacking']],
      [false, ['labstead', 'complete', 'repaired']],
      [undefined, ['complete']],
    ];
    for (const [complete, tags] of tagged) {
      const { snapshot } = await backup(repository, { tags });
      const listed = (await written(repository)).find(({ id }) => id === snapshot);
      expect(listed?.complete, tags.join()).to.equal(complete);
    }
  });

  it('a snapshot that is tagged anew has another id and the new tags, and is the same in all else', async () => {
    const { repository } = await opened();
    const first = await backup(repository, { tags: ['labstead', 'lab=labx7k2', 'job=01JOB', 'lacking'] });
    const [before] = await written(repository);
    expect(before?.complete).to.equal(false);
    const id = await repository.retag(first.snapshot, request().tags);
    const [after, ...others] = await written(repository);
    expect(others).to.deep.equal([]);
    expect(after).to.deep.equal({ ...before, id, complete: true, original: first.snapshot });
    expect(await restored(repository, id)).to.deep.equal(files);
    await refused('backup.unknown_snapshot', () => repository.retag(first.snapshot, request().tags));
    const again = await repository.retag(id, ['labstead', 'lab=labx7k2', 'job=01JOB', 'lacking']);
    const [last] = await written(repository);
    expect([last?.id, last?.complete, last?.original]).to.deep.equal([again, false, first.snapshot]);
  });

  it('takes in what changed only, and leaves out what it is told to', async () => {
    const { repository } = await opened();
    await backup(repository);
    const changed = { ...files, 'lab.yaml': 'version: 2\n', 'environments/dev/workspace/kept.tmp': 'kept' };
    const junk = { 'environments/prod/data/a.tmp': 'junk', 'environments/prod/data/deep/b.tmp': 'junk' };
    await bench().write({ ...changed, ...junk });
    const leaveOut = [join(bench().root, 'environments/prod/data/**/*.tmp')];
    const { snapshot } = await backup(repository, { leaveOut, at: at + 86_400_000 });
    expect(await restored(repository, snapshot)).to.deep.equal(changed);
    const ids = (await written(repository)).map((it) => it.id);
    expect(ids).to.have.lengthOf(2);
    expect(ids.at(-1), 'oldest first').to.equal(snapshot);
  });

  it('names what it could not read, and the snapshot is there', async () => {
    const { repository } = await opened();
    const summary = await backup(repository, { paths: ['lab.yaml', 'environments/gone'] });
    expect(summary.unread).to.have.length.above(0);
    expect(JSON.stringify(summary.unread)).to.contain('environments/gone');
    expect((await written(repository)).map((it) => it.id)).to.deep.equal([summary.snapshot]);
    await refused('backup.failed', () => backup(repository, { paths: ['gone'] }));
  });

  it('lists a folder, or all below it, and reads a file, whatever it is called', async () => {
    await bench().write({ ...files, [`environments/prod/data/${odd}`]: odd });
    const { repository } = await opened();
    const { snapshot } = await backup(repository);
    const data = await all(repository.list(snapshot, '/environments/prod/data'));
    expect(data.map((it) => it.name).sort()).to.deep.equal(['deep', odd, 'one.csv'].sort());
    expect(data.find((it) => it.name === odd)).to.include({ type: 'file', size: Buffer.byteLength(odd) });
    expect((await all(repository.list(snapshot, '/'))).map((it) => it.path).sort()).to.deep.equal([
      '/environments',
      '/lab.yaml',
    ]);
    const below = await all(repository.list(snapshot, '/environments', true));
    expect(below.map((it) => it.path))
      .to.include('/environments/prod/data/deep/two')
      .and.to.include('/environments/dev/workspace/x');
    expect(await bytes(repository.read(snapshot, `/environments/prod/data/${odd}`, never))).to.equal(odd);
  });

  it('restores one file by its name, and no other that the name would fit as a pattern', async () => {
    await bench().write({ 'data/a*': 'star', 'data/ab': 'other', [`data/${odd}`]: odd });
    const { repository } = await opened();
    const { snapshot } = await backup(repository, { paths: ['data'] });
    for (const name of ['a*', odd]) {
      const target = bench().folder('one');
      await rm(target, { recursive: true, force: true });
      await repository.restore({ snapshot, folder: '/data', target, include: [name] }, () => undefined);
      expect(Object.keys(await bench().read(target))).to.deep.equal([name]);
    }
  });

  it('a file or folder that isn’t there is said to be missing, never empty', async () => {
    const { repository } = await opened();
    const { snapshot } = await backup(repository);
    await refused('backup.no_such_file', () => bytes(repository.read(snapshot, '/nowhere', never)));
    await refused('backup.no_such_file', () => bytes(repository.read(snapshot, '/environments', never)));
    await refused('backup.no_such_file', () => all(repository.list(snapshot, '/nowhere')));
    await refused('backup.unknown_snapshot', () => all(repository.list('ab'.repeat(32), '/')));
    await refused('backup.unknown_snapshot', () => all(repository.list('latest', '/')));
  });

  it('goes on where an earlier attempt to restore ended, and puts right what it left wrong', async () => {
    const { repository } = await opened();
    const { snapshot } = await backup(repository);
    await restored(repository, snapshot);
    const target = bench().folder('restored');
    await rm(join(target, 'environments/dev'), { recursive: true });
    await writeFile(join(target, 'environments/prod/data/one.csv'), 'a,b\n9,9\n');
    const { files: count } = await repository.restore({ snapshot, folder: '/', target }, () => undefined);
    expect(await bench().read(target)).to.deep.equal(files);
    expect(count).to.be.above(0);
  });

  it('restores the same where all of it is read once more at the end', async () => {
    const { repository } = await opened();
    const { snapshot } = await backup(repository);
    const target = bench().folder('read-back');
    await repository.restore({ snapshot, folder: '/', target, readsBack: true }, () => undefined);
    expect(await bench().read(target)).to.deep.equal(files);
  });

  it('opens with a second key until that is taken away, and never loses the one that it is opened with', async () => {
    const { repository, access } = await opened();
    const passwordFile = await bench().password('a recovery code');
    const id = await repository.addKey(passwordFile);
    const second = bench().repositories.open({ ...access, passwordFile });
    await second.test();
    const keys = await second.keys();
    expect(keys.map((key) => key.current).sort()).to.deep.equal([false, true]);
    expect(keys.find((key) => key.current)?.id).to.equal(id);
    await repository.removeKey(id);
    await repository.removeKey(id);
    await refused('backup.wrong_key', () => second.test());
    const own = (await repository.keys())[0]!.id;
    await refused('backup.failed', () => repository.removeKey(own));
    await repository.test();
  });

  it('loses the snapshots it is told to and no others, and what only they needed', async () => {
    const { repository } = await opened();
    const kept = await backup(repository);
    await bench().write({
      ...files,
      'environments/prod/data/big': randomBytes(3_000_000),
    });
    const gone = await backup(repository, { at: at + 1_000 });
    const before = await repository.size();
    await repository.forget([]);
    await repository.forget([gone.snapshot]);
    await repository.forget([gone.snapshot]);
    await repository.prune(() => undefined);
    expect((await written(repository)).map((it) => it.id)).to.deep.equal([kept.snapshot]);
    expect(await repository.size()).to.be.below(before);
    expect((await repository.check({ part: 1, parts: 1 }, () => undefined)).damage).to.deep.equal([]);
    expect(await restored(repository, kept.snapshot)).to.deep.equal(files);
  });

  it('finds nothing wrong where nothing is', async () => {
    const { repository } = await opened();
    await backup(repository);
    expect(await repository.check({}, () => undefined)).to.deep.equal(sound);
    expect(await repository.check({ part: 1, parts: 28 }, () => undefined)).to.deep.equal(sound);
  });

  it('is filled from another, once, with the same times and tags, and names the originals', async () => {
    const { repository: first, access } = await opened();
    const original = await backup(first);
    const { repository: second } = await bench().made(place());
    await second.copyFrom(access, [original.snapshot], () => undefined);
    await second.copyFrom(access, [original.snapshot], () => undefined);
    const { snapshots: copies } = await second.snapshots();
    expect(copies).to.have.lengthOf(1);
    expect(copies[0]).to.include({
      original: original.snapshot,
      takenAt: at,
      job: '01JOB',
      labId: 'labx7k2',
    });
    expect(await restored(second, copies[0]!.id)).to.deep.equal(files);
  });

  it('made as a copy it grows by little where it is written to itself, with a big file that was copied', async () => {
    const { repository: first, access } = await opened();
    await bench().write({ ...files, 'environments/prod/data/big': randomBytes(12_000_000) });
    const { snapshot } = await backup(first);
    const { repository: second } = await bench().made(place(), access);
    await second.copyFrom(access, [snapshot], () => undefined);
    const before = await second.size();
    expect(before).to.be.above(12_000_000);
    const own = await backup(second, { at: at + 86_400_000 });
    expect((await second.size()) - before).to.be.below(1_000_000);
    expect((await second.check({ part: 1, parts: 1 }, () => undefined)).damage).to.deep.equal([]);
    expect(await restored(second, own.snapshot)).to.deep.equal(await bench().read(bench().root));
  });

  it('is not made as a copy of one that isn’t there, and one that is there needs no source', async () => {
    const gone = await bench().access(place());
    const access = await bench().access(place());
    const repository = bench().repositories.open(access);
    await refused('backup.no_repository', () => repository.init(undefined, gone));
    await refused('backup.no_repository', () => repository.test());
    await repository.init();
    const keys = await repository.keys();
    await repository.init(undefined, gone);
    expect(await repository.keys()).to.deep.equal(keys);
  });

  it('tells of its progress, and can be given up without harm', async () => {
    const { repository } = await opened();
    await bench().write({ 'data/big': randomBytes(150_000_000), 'data/last': 'x' });
    const told: BackupProgress[] = [];
    const giveUp = new AbortController();
    const given = repository.backup(request({ paths: ['data'] }), (it) => told.push(it), giveUp.signal);
    setTimeout(() => giveUp.abort(), 700);
    const outcome = await given.then(
      () => 'done',
      (error: { code: string }) => error.code,
    );
    expect(['done', 'job.cancelled']).to.include(outcome);
    const { snapshot } = await repository.backup(request({ paths: ['data'] }), (it) => told.push(it));
    expect(told.length).to.be.above(0);
    expect(await repository.check({}, () => undefined)).to.deep.equal(sound);
    expect((await all(repository.list(snapshot, '/data'))).map((it) => it.name)).to.deep.equal([
      'big',
      'last',
    ]);
    await refused('job.cancelled', () => repository.test(AbortSignal.abort()));
  });
}

export async function all(entries: AsyncIterable<SnapshotEntry>): Promise<SnapshotEntry[]> {
  const found: SnapshotEntry[] = [];
  for await (const entry of entries) found.push(entry);
  return found;
}

export async function bytes(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
