import { X509Certificate, createPrivateKey } from 'node:crypto';
import { mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LabError } from '../../core/model/lab-error.ts';
import type { ObservedAuthority } from '../../core/model/observed-state.ts';
import { syncDirectory, writeAtomically } from '../files/atomic-write.ts';
import { filesError, systemCode } from '../files/files-error.ts';
import { textIfThere } from '../files/text-if-there.ts';
import type { Pair } from './authority.ts';

/**
 * The lab's certificate authority on disk. Its key is worth more than any certificate: every browser that trusts the lab
 * trusts that key. So nothing here ever writes over a key, and what does not fit is left for a person to judge.
 */
export class AuthorityFiles {
  readonly #directory: string;
  readonly #key: string;
  readonly #certificate: string;
  /** Another place where its certificate, which is public, may still lie. */
  readonly #copy: string;

  constructor(directory: string, copy: string) {
    this.#directory = directory;
    this.#key = join(directory, 'ca.key');
    this.#certificate = join(directory, 'ca.crt');
    this.#copy = copy;
  }

  /** Undefined where none was completed yet. */
  async observe(): Promise<ObservedAuthority | undefined> {
    const [keyPem, certificatePem] = await this.#read();
    if (certificatePem !== undefined) return describe(keyPem, certificatePem);
    if (keyPem === undefined || privateKey(keyPem) !== undefined) return undefined;
    return { domain: undefined, fault: 'unreadable', notAfter: 0 };
  }

  /** The one for this domain, made where there is none; another domain's is put aside. */
  async forDomain(domain: string, now: number): Promise<Pair> {
    const [keyPem, certificatePem] = await this.#read();
    if (certificatePem === undefined) return this.#complete(domain, now, keyPem);
    const found = describe(keyPem, certificatePem);
    if (found.domain !== undefined && found.domain !== domain) {
      await this.#putAside(now);
      return this.#complete(domain, now, undefined);
    }
    if (found.fault !== undefined || keyPem === undefined)
      throw this.#unusable(words[found.fault ?? 'no-key']);
    if (found.notAfter <= now) throw this.#unusable('has ended');
    return { keyPem, certificatePem };
  }

  /** A key without a certificate was left by a power cut, or somebody removed the certificate: then its copy is taken. */
  async #complete(domain: string, now: number, keyPem: string | undefined): Promise<Pair> {
    const { createAuthority } = await import('./authority.ts');
    const copy = keyPem === undefined ? undefined : await textIfThere(this.#copy);
    const fits = copy !== undefined && fitsTo(describe(keyPem, copy), domain);
    const pair = fits && keyPem !== undefined ? { keyPem, certificatePem: copy } : undefined;
    const authority = pair ?? (await createAuthority(domain, now, keyPem));
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    if (keyPem === undefined) await writeAtomically(this.#key, authority.keyPem, { mode: 0o600 });
    await writeAtomically(this.#certificate, authority.certificatePem, { mode: 0o644 });
    return authority;
  }

  /** The key first: a certificate that is left alone still says that it is another domain's. */
  async #putAside(now: number): Promise<void> {
    const aside = join(this.#directory, `replaced-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`);
    try {
      await mkdir(aside, { recursive: true, mode: 0o700 });
      for (const path of [this.#key, this.#certificate]) {
        await rename(path, join(aside, basename(path))).catch((error: unknown) => {
          if (systemCode(error) !== 'ENOENT') throw error;
        });
      }
      await syncDirectory(aside);
      await syncDirectory(this.#directory);
    } catch (error) {
      throw filesError('put aside', this.#directory, error);
    }
  }

  #unusable(why: string): LabError {
    return new LabError('certificate.failed', `The certificate authority in ${this.#directory} ${why}.`, {
      hint: 'labctl doctor says what to do; the certificate in use stays.',
    });
  }

  #read(): Promise<[string | undefined, string | undefined]> {
    return Promise.all([textIfThere(this.#key), textIfThere(this.#certificate)]);
  }
}

const words: Record<NonNullable<ObservedAuthority['fault']>, string> = {
  'no-key': 'has no key',
  'other-key': 'has a key that is not its own',
  unreadable: 'can’t be read',
};

function describe(keyPem: string | undefined, certificatePem: string): ObservedAuthority {
  const certificate = parsed(certificatePem);
  if (certificate === undefined) return { domain: undefined, fault: 'unreadable', notAfter: 0 };
  const [, domain] = /^CN=(\S+) lab CA$/m.exec(certificate.subject) ?? [];
  return { domain, fault: faultOf(keyPem, certificate), notAfter: Date.parse(certificate.validTo) };
}

function faultOf(keyPem: string | undefined, certificate: X509Certificate): ObservedAuthority['fault'] {
  if (keyPem === undefined) return 'no-key';
  const key = privateKey(keyPem);
  if (key === undefined) return 'unreadable';
  return certificate.checkPrivateKey(key) ? undefined : 'other-key';
}

function fitsTo({ domain, fault }: ObservedAuthority, wanted: string): boolean {
  return domain === wanted && fault === undefined;
}

function parsed(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function privateKey(pem: string) {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
