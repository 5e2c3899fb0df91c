import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { accessGiven } from '../../src/restore-given.ts';
import { refused } from '../support/refused.ts';

describe('restore-given', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labstead-given-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const give = (name: string, text: string) => writeFile(join(folder, name), text);
  const access = () =>
    accessGiven({ kind: 'rest', url: 'https://host:8000/lab/' }, folder, folder);

  it('the file of credentials that made a repository opens it, too', async () => {
    await give(
      'credentials',
      '# of the bucket\nexport AWS_ACCESS_KEY_ID=known\nAWS_SECRET_ACCESS_KEY = "a b"\n',
    );
    expect((await access()).credentials).to.deep.equal({
      AWS_ACCESS_KEY_ID: 'known',
      AWS_SECRET_ACCESS_KEY: 'a b',
    });
    await give('credentials', 'AWS_SECRET_ACCESS_KEI=hush\n');
    const error = await refused('request.invalid', access);
    expect(error.message).to.include('AWS_SECRET_ACCESS_KEI').and.not.to.include('hush');
  });

  it('what is no recovery code is the repository’s own password, to the letter', async () => {
    await give('code', ' its own word\n');
    expect(await readFile((await access()).passwordFile, 'utf8')).to.equal(' its own word');
  });
});
