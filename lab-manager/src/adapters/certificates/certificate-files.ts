import { X509Certificate, createPrivateKey } from 'node:crypto';
import { join } from 'node:path';
import { LabError } from '../../core/model/lab-error.ts';
import type { Owner } from '../../core/model/desired-state.ts';
import type { ObservedFiles } from '../../core/model/observed-state.ts';
import type { Clock } from '../../core/ports.ts';
import { writeAtomically } from '../files/atomic-write.ts';
import { textIfThere } from '../files/text-if-there.ts';
import { AuthorityFiles } from './authority-files.ts';
import type { Pair } from './authority.ts';

export interface CertificateFilesOptions {
  /** Directory of the CA with its key; never mounted into any container but the manager's. */
  authority: string;
  /** Directory the edge reads, which is there: ca.crt, lab.crt, lab.key. */
  published: string;
  keyOwner: Owner;
  clock: Pick<Clock, 'now'>;
}

export class CertificateFiles {
  readonly #options: CertificateFilesOptions;
  readonly #authority: AuthorityFiles;

  constructor(options: CertificateFilesOptions) {
    this.#options = options;
    this.#authority = new AuthorityFiles(options.authority, join(options.published, 'ca.crt'));
  }

  observeAuthority(): Promise<ObservedFiles['authority']> {
    return this.#authority.observe();
  }

  /** What the edge serves now; undefined where it is missing, unreadable, or its key does not belong to it. */
  async observe(): Promise<ObservedFiles['certificate']> {
    const [certificatePem, keyPem, authorityPem] = await Promise.all([
      textIfThere(join(this.#options.published, 'lab.crt')),
      textIfThere(join(this.#options.published, 'lab.key')),
      textIfThere(join(this.#options.authority, 'ca.crt')),
    ]);
    if (certificatePem === undefined || keyPem === undefined || authorityPem === undefined) return undefined;
    return describe(certificatePem, keyPem, authorityPem);
  }

  async issue(names: readonly string[]): Promise<void> {
    const domain = names.find((name) => !name.startsWith('*.'));
    if (domain === undefined)
      throw new LabError('certificate.failed', 'A certificate needs a domain name.', {
        hint: 'Write the domain into the lab file.',
      });
    try {
      const { issueLeaf } = await import('./authority.ts');
      const now = this.#options.clock.now();
      const authority = await this.#authority.forDomain(domain, now);
      await this.#publish(authority, await issueLeaf(authority, names, now));
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

  /** The key goes first: the edge reloads on the certificate, and must then find the key that belongs to it. */
  async #publish(authority: Pair, leaf: Pair): Promise<void> {
    const { published, keyOwner } = this.#options;
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
    const [certificate, authority] = [new X509Certificate(certificatePem), new X509Certificate(authorityPem)];
    if (!certificate.verify(authority.publicKey)) return undefined;
    if (!certificate.checkPrivateKey(createPrivateKey(keyPem))) return undefined;
    return {
      names: (certificate.subjectAltName ?? '').split(', ').map((name) => name.replace(/^DNS:/, '')),
      notBefore: Date.parse(certificate.validFrom),
      // A browser looks at both: it ends with whichever ends first.
      notAfter: Math.min(Date.parse(certificate.validTo), Date.parse(authority.validTo)),
    };
  } catch {
    // Whatever can't be parsed is replaced by the next plan.
    return undefined;
  }
}
