import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { CertificateFiles } from '../../../../src/adapters/certificates/certificate-files.ts';

describe('adapters/certificates', () => {
  const names = ['lab.localhost', '*.lab.localhost'];
  let home: string;
  let files: CertificateFiles;
  const authority = () => join(home, 'ca', 'ca.crt');
  const leaf = () => join(home, 'certs', 'lab.crt');

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'labstead-certificates-'));
    files = new CertificateFiles({
      authority: join(home, 'ca'),
      published: join(home, 'certs'),
      keyOwner: { uid: process.getuid!(), gid: process.getgid!() },
    });
  });
  afterEach(() => rm(home, { recursive: true }));

  it('an empty data root has no certificate, and issuing makes one for the domain and its hosts', async () => {
    expect(await files.observe()).to.equal(undefined);
    await files.issue(names);
    const observed = await files.observe();
    expect(observed?.names).to.deep.equal(names);
    expect(observed!.notAfter - observed!.notBefore).to.be.within(90 * 86_400_000, 92 * 86_400_000);
  });

  it('OpenSSL accepts the chain for the lab’s hosts, and refuses it for a host outside the domain', async () => {
    await files.issue(names);
    expect(
      openssl('verify', '-CAfile', authority(), '-verify_hostname', 'prod.lab.localhost', leaf()),
    ).to.equal(0);
    expect(
      openssl('verify', '-CAfile', authority(), '-verify_hostname', 'bank.example', leaf()),
    ).to.not.equal(0);
  });

  it('the CA can sign for nothing but the lab’s domain', async () => {
    await files.issue(names);
    const { issueLeaf } = await import('../../../../src/adapters/certificates/authority.ts');
    const pair = {
      certificatePem: await readFile(authority(), 'utf8'),
      keyPem: await readFile(join(home, 'ca', 'ca.key'), 'utf8'),
    };
    const stolen = await issueLeaf(pair, ['bank.example'], Date.now());
    const path = join(home, 'stolen.crt');
    await writeFile(path, stolen.certificatePem);
    expect(openssl('verify', '-CAfile', authority(), path)).to.not.equal(0);
  });

  it('issuing again renews the leaf and keeps the CA that people trust already', async () => {
    await files.issue(names);
    const before = { authority: await readFile(authority(), 'utf8'), leaf: await readFile(leaf(), 'utf8') };
    await files.issue(names);
    expect(await readFile(authority(), 'utf8')).to.equal(before.authority);
    expect(new X509Certificate(await readFile(leaf())).serialNumber).to.not.equal(
      new X509Certificate(before.leaf).serialNumber,
    );
  });

  it('keys are readable by their owner alone', async () => {
    await files.issue(names);
    expect((await stat(join(home, 'ca', 'ca.key'))).mode & 0o777).to.equal(0o600);
    expect((await stat(join(home, 'certs', 'lab.key'))).mode & 0o777).to.equal(0o400);
  });

  it('a certificate whose key is not its own counts as missing, so that the next plan replaces it', async () => {
    await files.issue(names);
    const first = await readFile(join(home, 'certs', 'lab.key'), 'utf8');
    await files.issue(names);
    await rm(join(home, 'certs', 'lab.key'));
    await writeFile(join(home, 'certs', 'lab.key'), first);
    expect(await files.observe()).to.equal(undefined);
  });
});

function openssl(...argv: string[]): number | null {
  return spawnSync('openssl', argv, { stdio: 'ignore' }).status;
}
