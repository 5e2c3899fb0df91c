import { expect } from 'chai';
import type { Backups } from '../../src/engine/backups.ts';
import { refused } from '../support/refused.ts';

/** A lab of which one good snapshot was made into `local`; prod's data holds `a.txt`, which says hello. */
export interface BackupsBench {
  backups: Backups;
  /** From now on no repository can be reached. */
  loseRepositories(): void;
}

const file = '/environments/prod/data/a.txt';
const never = () => new AbortController().signal;

/** What the API may rely on, whichever backups are behind it. */
export function backupsSuite(bench: () => BackupsBench): void {
  const backups = () => bench().backups;
  const newest = async () => (await backups().snapshots('local'))[0]!;

  it('the first repository is the one that snapshots are written to', () => {
    const [first] = backups().repositories();
    expect(first).to.include({ name: 'local', copyOf: undefined, state: 'ready' });
  });

  it('a snapshot is found by its id, and by the first eight digits of it', async () => {
    const { id, job } = await newest();
    for (const named of [id, id.slice(0, 8)]) {
      const found = await backups().snapshot('local', named);
      expect(found).to.deep.include({ id, repository: 'local', job });
      expect(found.manifest.databases.map(({ service }) => service)).to.include('prod-db');
    }
    await refused('backup.unknown_snapshot', () => backups().snapshot('local', '0'.repeat(8)));
    await refused('backup.unknown_repository', () => backups().refresh('nowhere'));
  });

  it('the newest good snapshot is the one that the overview tells of', async () => {
    expect(backups().overview().lastGood?.id).to.equal((await newest()).id);
  });

  it('a folder is told with absolute paths; a file comes as many bytes as it says', async () => {
    const { id } = await newest();
    const { entries } = await backups().browse('local', id, '/environments/prod/data');
    expect(entries.map(({ path, name, type }) => [path, name, type])).to.deep.include([
      file,
      'a.txt',
      'file',
    ]);
    const { entry, bytes } = await backups().read('local', id, file, never());
    const parts: Uint8Array[] = [];
    for await (const part of bytes) parts.push(part);
    expect(Buffer.concat(parts).toString()).to.equal('hello');
    expect(entry).to.include({ path: file, size: 5 });
  });

  it('what is not there is refused before the first byte', async () => {
    const { id } = await newest();
    await refused('backup.no_such_file', () => backups().read('local', id, `${file}.none`, never()));
  });

  it('a listing that fails is a failure, never an empty list', async () => {
    bench().loseRepositories();
    await refused('backup.unreachable', () => backups().snapshots('local', true));
  });

  it('of a restore that nobody waits for nothing lies aside', async () => {
    expect(backups().restores()).to.deep.equal([]);
    const outcome = await backups()
      .sizeOfBefore('none', never())
      .catch((error: { code?: string }) => error.code);
    expect(outcome).to.equal('backup.no_such_restore');
  });
}
