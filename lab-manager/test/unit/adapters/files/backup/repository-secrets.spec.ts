import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { repositorySecrets } from '../../../../../src/adapters/files/backup/repository-secrets.ts';

const here = { name: 'nas', location: '/mnt/a' };
const elsewhere = { name: 'nas', location: '/mnt/b' };
const nothing = { password: false, credentials: false, ssh: false };

describe('adapters/files/backup/repository-secrets', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'labstead-secrets-'));
    await mkdir(join(root, 'memory'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const secrets = () => repositorySecrets({ folder: join(root, 'kept'), memory: join(root, 'memory') });
  const asides = () => readdir(join(root, 'kept/.aside')).catch(() => []);
  const passwordOf = async (place: typeof here): Promise<string | undefined> => {
    const { passwordFile, close } = await secrets().open(place);
    const text = passwordFile && (await readFile(passwordFile, 'utf8'));
    await close();
    return text;
  };

  it('what is kept for one place opens no other of its name', async () => {
    await secrets().keep(here, { password: 'a', credentials: { KEY: 'k' } });
    expect(await secrets().kept(elsewhere)).to.deep.equal(nothing);
    const opened = await secrets().open(elsewhere, { password: 'typed' });
    expect([opened.credentials, await readFile(opened.passwordFile ?? '', 'utf8')]).to.deep.equal([
      {},
      'typed',
    ]);
    await opened.close();
    expect(await passwordOf(here)).to.equal('a');
  });

  it('a password that another takes the place of lies aside, also when the repository is forgotten', async () => {
    await secrets().keep(here, { password: 'a' });
    await secrets().keep(here, { password: 'a', credentials: { KEY: 'k' } });
    expect(await asides()).to.deep.equal([]);
    await secrets().keep(here, { password: 'b' });
    await secrets().keep(elsewhere, { password: 'c' });
    expect([await passwordOf(here), await passwordOf(elsewhere)]).to.deep.equal([undefined, 'c']);
    await secrets().forget('nas');
    const kept = await Promise.all(
      (await asides()).map((name) => readFile(join(root, 'kept/.aside', name, 'password'), 'utf8')),
    );
    expect(kept.sort()).to.deep.equal(['a', 'b']);
    expect(await secrets().kept(elsewhere)).to.deep.equal(nothing);
  });
});
