import { defaultOptions, Upload, type PreviousUpload } from 'tus-js-client';

export interface Unfinished {
  key: string;
  url: string;
  name: string;
  size: number;
  /** What the lab has of it. */
  sent: number;
}

const storage = defaultOptions.urlStorage;

const addressOf = (previous: PreviousUpload): string | undefined =>
  typeof previous.uploadUrl === 'string' ? previous.uploadUrl : undefined;

/** Uploads of earlier visits that the lab still waits for; those it has forgotten are forgotten here too. */
export async function findUnfinished(): Promise<readonly Unfinished[]> {
  const known = (await storage?.findAllUploads()) ?? [];
  const found = await Promise.all(known.map(ask));
  return found.filter((upload) => upload !== undefined);
}

async function ask(previous: PreviousUpload): Promise<Unfinished | undefined> {
  const url = addressOf(previous);
  if (url === undefined) return undefined;
  const response = await fetch(url, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } });
  const sent = Number(response.headers.get('upload-offset'));
  const gone = response.status === 404 || response.status === 410 || sent === previous.size;
  if (gone) await storage?.removeUpload(previous.urlStorageKey);
  if (gone || !response.ok) return undefined;
  const name = previous.metadata['filename'] ?? '';
  return { key: previous.urlStorageKey, url, name, size: previous.size ?? 0, sent };
}

export async function discard({ key, url }: Unfinished): Promise<void> {
  await Upload.terminate(url);
  await storage?.removeUpload(key);
}
