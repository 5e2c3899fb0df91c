import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CliError } from '../../../src/cli/cli-error.ts';
import { credentialsPath, readCredentials, writeCredentials } from '../../../src/cli/client/credentials.ts';

describe('cli/credentials', () => {
  const kept = { current: 'https://lab.localhost', labs: { 'https://lab.localhost': { token: 'secret' } } };
  let path: string;

  beforeEach(async () => {
    path = credentialsPath({ XDG_CONFIG_HOME: await mkdtemp(join(tmpdir(), 'labstead-credentials-')) });
  });
  afterEach(() => rm(join(path, '..', '..'), { recursive: true }));

  it('are read back, by their owner alone', async () => {
    expect(await readCredentials(path)).to.equal(undefined);
    await writeCredentials(path, kept);
    expect(await readCredentials(path)).to.deep.equal(kept);
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    expect((await stat(join(path, '..'))).mode & 0o777).to.equal(0o700);
  });

  it('that are damaged are told with their path, and left as they are', async () => {
    await writeCredentials(path, kept);
    for (const text of ['{', '{"labs": 1}']) {
      await writeFile(path, text);
      const error: unknown = await readCredentials(path).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(CliError);
      expect((error as CliError).message).to.include(path);
      expect((error as CliError).hint).to.include('labctl login');
      expect(await readFile(path, 'utf8')).to.equal(text);
    }
  });
});
