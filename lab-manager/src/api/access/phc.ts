export interface Argon2Hash {
  memoryKib: number;
  passes: number;
  lanes: number;
  salt: Buffer;
  hash: Buffer;
}

const pattern =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

/** The usual way to write down an Argon2 hash with its parameters: other programs read it too. */
export function formatPhc({ memoryKib, passes, lanes, salt, hash }: Argon2Hash): string {
  return `$argon2id$v=19$m=${String(memoryKib)},t=${String(passes)},p=${String(lanes)}$${unpadded(salt)}$${unpadded(hash)}`;
}

export function parsePhc(text: string): Argon2Hash | undefined {
  const [, memory, passes, lanes, salt, hash] = pattern.exec(text) ?? [];
  if (salt === undefined || hash === undefined) return undefined;
  return {
    memoryKib: Number(memory),
    passes: Number(passes),
    lanes: Number(lanes),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
