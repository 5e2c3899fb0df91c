import { X509Certificate, createPrivateKey } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../core/model/lab-error.ts';
import type { Owner } from '../../core/model/desired-state.ts';
import type { ObservedFiles } from '../../core/model/observed-state.ts';
import { writeAtomically } from '../files/atomic-write.ts';
import { filesError, systemCode } from '../files/files-error.ts';
import type { Pair } from './authority.ts';

export interface CertificateFilesOptions {
  /** Directory of the CA with its key; never mounted into any container but the manager's. */
  authority: string;
  /** Directory the edge reads: ca.crt, lab.crt, lab.key. */
  published: string;
  keyOwner: Owner;
}

export class CertificateFiles {
  readonly #options: CertificateFilesOptions;

  constructor(options: CertificateFilesOptions) {
    this.#options = options;
  }

  /** What the edge serves now; undefined where it is missing, unreadable, or its key does not belong to it. */
  async observe(): Promise<ObservedFiles['certificate']> {
    const [certificatePem, keyPem, authorityPem] = await Promise.all([
      read(join(this.#options.published, 'lab.crt')),
      read(join(this.#options.published, 'lab.key')),
      read(join(this.#options.authority, 'ca.crt')),
    ]);
    if (certificatePem === undefined || keyPem === undefined || authorityPem === undefined) return undefined;
    return describe(certificatePem, keyPem, authorityPem);
  }

  /** The CA is made on first use, and again only when it can't sign for a changed domain. */
  async issue(names: readonly string[]): Promise<void> {
    const domain = names.find((name) => !name.startsWith('*.'));
    if (domain === undefined) throw new LabError('certificate.failed', 'A certificate needs a domain name.');
    try {
      const { issueLeaf } = await import('./authority.ts');
      const authority = await this.#authorityFor(domain);
      await this.#publish(authority, await issueLeaf(authority, names, Date.now()));
    } catch (error) {
      if (error instanceof LabError) throw error;
      throw new LabError(
        'certificate.failed',
        `Could not issue the certificate for ${domain}: ${String(error)}.`,
        {
          cause: error,
          hint: 'The certificate in use stays; the next look tries again.',
        },
      );
    }
  }

  async #authorityFor(domain: string): Promise<Pair> {
    const paths = {
      key: join(this.#options.authority, 'ca.key'),
      certificate: join(this.#options.authority, 'ca.crt'),
    };
    const [keyPem, certificatePem] = await Promise.all([read(paths.key), read(paths.certificate)]);
    if (keyPem !== undefined && certificatePem !== undefined && signsFor(certificatePem, domain)) {
      return { keyPem, certificatePem };
    }
    const { createAuthority } = await import('./authority.ts');
    const authority = await createAuthority(domain, Date.now());
    await mkdir(this.#options.authority, { recursive: true, mode: 0o700 });
    await writeAtomically(paths.key, authority.keyPem, { mode: 0o600 });
    await writeAtomically(paths.certificate, authority.certificatePem, { mode: 0o644 });
    return authority;
  }

  /** The key goes first: the edge reloads on the certificate, and must then find the key that belongs to it. */
  async #publish(authority: Pair, leaf: Pair): Promise<void> {
    const { published, keyOwner } = this.#options;
    await mkdir(published, { recursive: true, mode: 0o755 });
    await writeAtomically(join(published, 'ca.crt'), authority.certificatePem, { mode: 0o644 });
    await writeAtomically(join(published, 'lab.key'), leaf.keyPem, { mode: 0o400, owner: keyOwner });
    await writeAtomically(join(published, 'lab.crt'), leaf.certificatePem + authority.certificatePem, {
      mode: 0o644,
    });
  }
}

function describe(
  certificatePem: string,
  keyPem: string,
  authorityPem: string,
): ObservedFiles['certificate'] {
  try {
    const certificate = new X509Certificate(certificatePem);
    if (!certificate.verify(new X509Certificate(authorityPem).publicKey)) return undefined;
    if (!certificate.checkPrivateKey(createPrivateKey(keyPem))) return undefined;
    return {
      names: (certificate.subjectAltName ?? '').split(', ').map((name) => name.replace(/^DNS:/, '')),
      notBefore: Date.parse(certificate.validFrom),
      notAfter: Date.parse(certificate.validTo),
    };
  } catch {
    // Whatever can't be parsed is replaced by the next plan.
    return undefined;
  }
}

function signsFor(authorityPem: string, domain: string): boolean {
  try {
    return new X509Certificate(authorityPem).subject.includes(`CN=${domain} lab CA`);
  } catch {
    return false;
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw filesError('read', path, error);
  }
}
