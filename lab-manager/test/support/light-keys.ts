import {
  createCipheriv,
  createDecipheriv,
  createHash,
  randomBytes,
  scrypt,
  type ScryptOptions,
} from 'node:crypto';
import { chmod, chown, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A key of a repository, as restic keeps it; whatever else is in the file stays. */
interface KeyFile {
  N: number;
  r: number;
  p: number;
  /** Base64, as `data`: the keys of the repository, sealed. */
  salt: string;
  data: string;
}

/** What a password comes to. */
interface Keys {
  encryption: Buffer;
  /** Of AES, and of Poly1305. */
  mac: { k: Buffer; r: Buffer };
}

const light = { N: 16, r: 1, p: 1 };

/**
 * A password is made a key by half a second's work, so that nobody can try many, and each of some hundred uses in a suite
 * pays for that. This seals what it opens anew, with the same password and next to no work, in the folder that the
 * repository lies in.
 */
export async function lightenKeys(repository: string, passwordFile: string): Promise<void> {
  const folder = join(repository, 'keys');
  const password = await readFile(passwordFile, 'utf8');
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const heavy = JSON.parse(await readFile(path, 'utf8')) as KeyFile;
    const opened = open(await keysOf(password, heavy), Buffer.from(heavy.data, 'base64'));
    const sealed = seal(await keysOf(password, { ...heavy, ...light }), opened);
    const text = JSON.stringify({ ...heavy, ...light, data: sealed.toString('base64') });
    await replace(path, join(folder, createHash('sha256').update(text).digest('hex')), text);
  }
}

/** Whoever serves the repository has to be able to read it, and to remove it. */
async function replace(before: string, after: string, text: string): Promise<void> {
  const { mode, uid, gid } = await stat(before);
  await writeFile(after, text);
  await chown(after, uid, gid);
  await chmod(after, mode);
  await rm(before, { force: true });
}

async function keysOf(password: string, { N, r, p, salt }: KeyFile): Promise<Keys> {
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r + 1024 ** 2 };
  const bytes = await new Promise<Buffer>((settle, fail) =>
    scrypt(password, Buffer.from(salt, 'base64'), 64, options, (error, key) =>
      error ? fail(error) : settle(key),
    ),
  );
  return { encryption: bytes.subarray(0, 32), mac: { k: bytes.subarray(32, 48), r: bytes.subarray(48) } };
}

function open({ encryption, mac }: Keys, sealed: Buffer): Buffer {
  const [nonce, content, tag] = [sealed.subarray(0, 16), sealed.subarray(16, -16), sealed.subarray(-16)];
  if (!poly1305(content, nonce, mac).equals(tag)) throw new Error('the password does not open the key');
  const decipher = createDecipheriv('aes-256-ctr', encryption, nonce);
  return Buffer.concat([decipher.update(content), decipher.final()]);
}

function seal({ encryption, mac }: Keys, content: Buffer): Buffer {
  const nonce = randomBytes(16);
  const cipher = createCipheriv('aes-256-ctr', encryption, nonce);
  const encrypted = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([nonce, encrypted, poly1305(encrypted, nonce, mac)]);
}

/** Poly1305 whose second half of the key is the nonce, encrypted. */
function poly1305(message: Buffer, nonce: Buffer, { k, r }: Keys['mac']): Buffer {
  const cipher = createCipheriv('aes-128-ecb', k, null).setAutoPadding(false);
  const pad = number(Buffer.concat([cipher.update(nonce), cipher.final()]));
  const factor = number(r) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  let sum = 0n;
  for (let at = 0; at < message.length; at += 16) {
    const block = number(Buffer.concat([message.subarray(at, at + 16), Buffer.of(1)]));
    sum = ((sum + block) * factor) % ((1n << 130n) - 5n);
  }
  const tag = (sum + pad) % (1n << 128n);
  return Buffer.from(tag.toString(16).padStart(32, '0'), 'hex').reverse();
}

/** Little end first. */
const number = (bytes: Buffer): bigint => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
