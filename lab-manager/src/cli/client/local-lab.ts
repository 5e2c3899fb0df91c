import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where the lab at this data root is reached: as the manager wrote it into what the edge serves, not as lab.yaml may already
 * ask for. Undefined where nothing is served.
 */
export async function servedAddress(home: string): Promise<string | undefined> {
  const text = await readFile(join(home, 'edge/dynamic/lab.yaml'), 'utf8').catch(() => '');
  return /^# Address: (https:\/\/\S+)$/m.exec(text)?.[1];
}

/** core/desired/paths.ts puts it there. */
export function localCaFile(home: string): string {
  return join(home, 'edge/certs/ca.crt');
}
