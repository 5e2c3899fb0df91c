import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { repositorySecrets } from '../../../../src/adapters/files/backup/repository-secrets.ts';
import { keepGiven } from '../../../../src/adapters/fresh/keep-given.ts';
import type { RepositoryLocation } from '../../../../src/core/model/backup.ts';
import type { RepositorySecrets } from '../../../../src/core/ports.ts';

const location = 'sftp://lab@nas.example.org/srv/lab';
const place: RepositoryLocation = {
  ...{ kind: 'sftp', user: 'lab', host: 'nas.example.org', port: 22, path: '/srv/lab' },
};
const found = { name: 'nas', place, isNamed: true, isKnown: true, told: undefined };

describe('adapters/fresh/keep-given', () => {
  let folder: string;
  let secrets: RepositorySecrets;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labstead-keep-given-'));
    secrets = repositorySecrets({ folder: join(folder, 'state/secrets/backup'), memory: folder });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const now = async () => {
    const { passwordFile, credentials, ssh, close } = await secrets.open({ name: 'nas', location });
    const text = async (path: string | undefined) => path && (await readFile(path, 'utf8'));
    const read = {
      password: await text(passwordFile),
      credentials,
      ssh: [await text(ssh?.keyFile), await text(ssh?.knownHostsFile)],
    };
    await close();
    return read;
  };
  const given = { password: 'code', ssh: { privateKey: 'new', knownHosts: 'new host' } };

  it('in the place that the lab file names what was given takes the place of what the lost lab had, whose key goes on', async () => {
    const ssh = { privateKey: 'revoked', knownHosts: 'old host' };
    await secrets.keep({ name: 'nas', location }, { password: 'own', credentials: { A: 'old' }, ssh });
    await keepGiven(folder, found, given);
    expect(await now()).to.deep.equal({
      password: 'own',
      credentials: { A: 'old' },
      ssh: ['new', 'new host'],
    });
  });

  it('of what was not given, the lab’s own goes on', async () => {
    const ssh = { privateKey: 'own', knownHosts: 'own host' };
    await secrets.keep({ name: 'nas', location }, { password: 'own', ssh });
    await keepGiven(folder, found, { password: 'code' });
    expect((await now()).ssh).to.deep.equal(['own', 'own host']);
  });

  it('where the lab has a key of another place only, what was given opens it', async () => {
    const elsewhere = { name: 'nas', location: 'sftp://lab@old.example.org/srv/lab' };
    await secrets.keep(elsewhere, { password: 'own', credentials: { A: 'old' } });
    await keepGiven(folder, found, given);
    expect(await now()).to.deep.equal({ password: 'code', credentials: {}, ssh: ['new', 'new host'] });
  });
});
