import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { TestClock } from '../../../support/test-clock.ts';
import { CertificateFiles } from '../../../../src/adapters/certificates/certificate-files.ts';

describe('adapters/certificates', () => {
  const names = ['lab.localhost', '*.lab.localhost'];
  let home: string;
  let files: CertificateFiles;
  let clock: TestClock;
  /** Of the test's clock, which is not the machine's. */
  const atTime = () => String(Math.floor(clock.now() / 1000));
  const authority = () => join(home, 'ca', 'ca.crt');
  const leaf = () => join(home, 'certs', 'lab.crt');

  const verifies = (host: string) =>
    openssl('verify', '-attime', atTime(), '-CAfile', authority(), '-verify_hostname', host, leaf()) === 0;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'labstead-certificates-'));
    await mkdir(join(home, 'certs'));
    clock = new TestClock();
    files = new CertificateFiles({
      clock,
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
    expect(verifies('prod.lab.localhost')).to.equal(true);
    expect(verifies('bank.example')).to.equal(false);
  });

  it('the CA can sign for nothing but the lab’s domain', async () => {
    await files.issue(names);
    const { issueLeaf } = await import('../../../../src/adapters/certificates/authority.ts');
    const pair = {
      certificatePem: await readFile(authority(), 'utf8'),
      keyPem: await readFile(join(home, 'ca', 'ca.key'), 'utf8'),
    };
    const stolen = await issueLeaf(pair, ['bank.example'], clock.now());
    const path = join(home, 'stolen.crt');
    await writeFile(path, stolen.certificatePem);
    expect(openssl('verify', '-attime', atTime(), '-CAfile', authority(), path)).to.not.equal(0);
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

  describe('the authority', () => {
    const year = 365 * 86_400_000;
    const key = () => join(home, 'ca', 'ca.key');
    const text = (path: string) => readFile(path, 'utf8');
    const refusal = () => files.issue(names).then(() => 'issued', String);

    it('tells for whom it can sign and until when, and nothing before it is made', async () => {
      expect(await files.observeAuthority()).to.equal(undefined);
      await files.issue(names);
      const seen = await files.observeAuthority();
      expect(seen).to.include({ domain: 'lab.localhost', fault: undefined });
      expect((seen!.notAfter - clock.now()) / year).to.be.within(9.9, 10.1);
    });

    it('issues by the lab’s clock', async () => {
      clock.skew(3 * year);
      await files.issue(names);
      expect((await files.observe())!.notAfter - clock.now()).to.be.within(89 * 86_400_000, 90 * 86_400_000);
    });

    it('signs nothing that outlives it, and nothing at all once it has ended', async () => {
      await files.issue(names);
      const { notAfter } = (await files.observeAuthority())!;
      clock.skew(notAfter - clock.now() - 10 * 86_400_000);
      await files.issue(names);
      expect(Date.parse(new X509Certificate(await text(leaf())).validTo)).to.equal(notAfter);
      clock.skew(11 * 86_400_000);
      const before = await text(leaf());
      expect(await refusal()).to.contain('has ended');
      expect(await text(leaf())).to.equal(before);
    });

    for (const [what, fault, spoil] of [
      ['whose key is another’s', 'other-key', async () => writeFile(key(), await anotherKey())],
      ['whose key is gone', 'no-key', () => rm(key())],
      ['whose key can’t be read', 'unreadable', () => writeFile(key(), 'no key')],
      ['whose certificate can’t be read', 'unreadable', () => writeFile(authority(), 'no certificate')],
    ] as const)
      it(`${what} signs nothing, is told, and is not written over`, async () => {
        await files.issue(names);
        const before = await text(leaf());
        await spoil();
        const spoilt = [await text(key()).catch(String), await text(authority())];
        expect((await files.observeAuthority())?.fault).to.equal(fault);
        expect(await refusal()).to.match(/The certificate authority in .* (has|can’t)/);
        expect([await text(key()).catch(String), await text(authority())]).to.deep.equal(spoilt);
        expect(await text(leaf())).to.equal(before);
      });

    it('that was interrupted while it was made is completed for the key that is there', async () => {
      await files.issue(names);
      const before = await text(key());
      await rm(authority());
      await rm(join(home, 'certs', 'ca.crt'));
      expect(await files.observeAuthority()).to.equal(undefined);
      await files.issue(names);
      expect(await text(key())).to.equal(before);
      expect(await files.observeAuthority()).to.include({ fault: undefined, domain: 'lab.localhost' });
      expect(openssl('verify', '-attime', atTime(), '-CAfile', authority(), leaf())).to.equal(0);
    });

    it('whose certificate somebody removed gets it back from the copy that browsers were given', async () => {
      await files.issue(names);
      const before = await text(authority());
      await rm(authority());
      await files.issue(names);
      expect(await text(authority())).to.equal(before);
    });

    it('of another domain is put aside with its key, and another one made', async () => {
      await files.issue(names);
      const before = [await text(key()), await text(authority())];
      await files.issue(['other.example', '*.other.example']);
      expect(await files.observeAuthority()).to.include({ domain: 'other.example', fault: undefined });
      const [aside = ''] = (await readdir(join(home, 'ca'))).filter((name) => name.startsWith('replaced-'));
      const kept = ['ca.key', 'ca.crt'].map((name) => text(join(home, 'ca', aside, name)));
      expect(await Promise.all(kept)).to.deep.equal(before);
    });

    async function anotherKey(): Promise<string> {
      const { createAuthority } = await import('../../../../src/adapters/certificates/authority.ts');
      return (await createAuthority('lab.localhost', clock.now())).keyPem;
    }
  });
});

function openssl(...argv: string[]): number | null {
  return spawnSync('openssl', argv, { stdio: 'ignore' }).status;
}
