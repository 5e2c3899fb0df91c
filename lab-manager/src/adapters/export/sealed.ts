import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { LabError } from '../../core/model/lab-error.ts';

/*
 * Exactly what `openssl enc -aes-256-cbc -pbkdf2 -iter 600000 -md sha256` writes and opens, so that nobody needs a lab for it.
 * Done here, since each way to hand openssl a passphrase leaves it where it can be read or needs a file. What is sealed is
 * compressed with a checksum: this form by itself wouldn't tell that somebody changed it.
 */
const algorithm = 'aes-256-cbc';
const rounds = 600_000;
const mark = Buffer.from('Salted__');
const saltBytes = 8;

export async function* seal(chunks: AsyncIterable<Buffer>, passphrase: string): AsyncGenerator<Buffer> {
  const salt = randomBytes(saltBytes);
  const { key, iv } = await keyOf(passphrase, salt);
  yield Buffer.concat([mark, salt]);
  const cipher = createCipheriv(algorithm, key, iv);
  for await (const chunk of chunks) yield cipher.update(chunk);
  yield cipher.final();
}

/** Throws `export.wrong_passphrase`, which most wrong ones show at the end only, and `export.damaged` for what isn't sealed so. */
export async function* unseal(chunks: AsyncIterable<Buffer>, passphrase: string): AsyncGenerator<Buffer> {
  let head = Buffer.alloc(0);
  let decipher: ReturnType<typeof createDecipheriv> | undefined;
  for await (const chunk of chunks) {
    if (decipher) {
      yield decipher.update(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < mark.length + saltBytes) continue;
    if (!head.subarray(0, mark.length).equals(mark)) throw notSealed();
    const { key, iv } = await keyOf(passphrase, head.subarray(mark.length, mark.length + saltBytes));
    decipher = createDecipheriv(algorithm, key, iv);
    yield decipher.update(head.subarray(mark.length + saltBytes));
  }
  if (decipher === undefined) throw notSealed();
  try {
    yield decipher.final();
  } catch (error) {
    throw wrongPassphrase(error);
  }
}

export function wrongPassphrase(cause: unknown): LabError {
  return new LabError(
    'export.wrong_passphrase',
    'This passphrase doesn’t open what is sealed in the export.',
    {
      cause,
      hint: 'Type the one that was given when the lab was exported, or import without what is sealed.',
    },
  );
}

const notSealed = (): LabError =>
  new LabError('export.damaged', 'This export can’t be used: what should be sealed in it is not.', {
    hint: 'Nothing was changed. Copy the file again from where it was written, or export again.',
  });

async function keyOf(passphrase: string, salt: Buffer): Promise<{ key: Buffer; iv: Buffer }> {
  const derived = await promisify(pbkdf2)(passphrase, salt, rounds, 48, 'sha256');
  return { key: derived.subarray(0, 32), iv: derived.subarray(32) };
}
