import type { RepositoryLocation } from '../../core/model/backup.ts';

/** A place as restic writes it. It never holds a credential, so it may stand in a process list. */
export function resticRepository(location: RepositoryLocation): string {
  switch (location.kind) {
    case 'folder':
      return `local:${location.path}`;
    case 'sftp':
      return sftp(location);
    case 's3':
      return `s3:${withoutSlash(location.endpoint)}/${encoded(joined(location.bucket, location.prefix))}`;
    case 'rest':
      return `rest:${withoutSlash(location.url)}/`;
  }
}

function sftp({ user, host, port, path }: Extract<RepositoryLocation, { kind: 'sftp' }>): string {
  const address = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  // What follows the first slash is the path: one that begins with a slash itself isn't taken from the user's home.
  return `sftp://${encodeURIComponent(user)}@${address}:${port}/${encoded(path)}`;
}

const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
const joined = (bucket: string, prefix: string): string =>
  [bucket, ...prefix.split('/')].filter((part) => part !== '').join('/');
