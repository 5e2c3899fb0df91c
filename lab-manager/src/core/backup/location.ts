import { posix } from 'node:path';
import type { RepositoryLocation } from '../model/backup.ts';
import { isOwnOfBackups } from './repository-place.ts';
import { keepOutside, readRest, readS3 } from './web-location.ts';

/** Half a sentence after what it is about, and what to write instead, a sentence; neither repeats a secret. */
export interface LocationObjection {
  message: string;
  suggestion: string;
}

export type ReadLocation = { location: RepositoryLocation } | { objection: LocationObjection };

const examples =
  'Write a folder such as /mnt/disk/backups, sftp://user@host/path, s3:https://host/bucket/prefix or rest:https://host:8000/path/.';

/** Where a repository is, as people write it in the lab file and to labctl. */
export function readLocation(text: string): ReadLocation {
  const written = text.trim();
  if (written === '' || written.length > 1000)
    return refuse(written === '' ? 'is empty' : 'is longer than 1000 characters', examples);
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(written)) return refuse('has characters that do not print', examples);
  // Before all else: no message about anything further may repeat it.
  if (/:\/\/[^/@]*:[^@]*@/.test(written)) return refuse('holds a password', keepOutside);
  const [, kind] = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(written) ?? [];
  if (kind !== undefined) return (readers.get(kind.toLowerCase()) ?? unknownKind)(written);
  const [, account, path] = /^([^@/\s]+@[^:/\s]+):(.+)$/.exec(written) ?? [];
  return account === undefined || path === undefined
    ? readFolder(written)
    : didYouMean(asSftp(account, path));
}

/** The one way each place is written, which `readLocation` reads as the same. */
export function printLocation(location: RepositoryLocation): string {
  switch (location.kind) {
    case 'folder':
      return location.path;
    case 'sftp': {
      const host = location.host.includes(':') ? `[${location.host}]` : location.host;
      const port = location.port === sshPort ? '' : `:${location.port}`;
      const path = location.path.startsWith('/') ? location.path : `/~/${location.path}`;
      return `sftp://${location.user}@${host}${port}${path}`;
    }
    case 's3': {
      const { endpoint, bucket, prefix, region } = location;
      const path = [endpoint, bucket, ...(prefix === '' ? [] : [prefix])].join('/');
      return `s3:${path}${region === undefined ? '' : `?region=${region}`}`;
    }
    case 'rest':
      return `rest:${location.url}`;
  }
}

const sshPort = 22;

const refuse = (message: string, suggestion: string): ReadLocation => ({
  objection: { message, suggestion },
});

const didYouMean = (meant: string): ReadLocation =>
  refuse('is not the place of a repository', `Did you mean ${meant}?`);

const asSftp = (account: string, path: string): string =>
  `sftp://${account}${path.startsWith('/') ? path : `/~/${path}`}`;

const readers: ReadonlyMap<string, (text: string) => ReadLocation> = new Map([
  ['sftp', readSftp],
  ['s3', readS3],
  ['rest', readRest],
  ['http', bareWeb],
  ['https', bareWeb],
  ['file', (text: string) => didYouMean(text.replace(/^file:(\/\/)?/i, ''))],
  ['ssh', (text: string) => didYouMean(text.replace(/^ssh:/i, 'sftp:'))],
]);

function bareWeb(text: string): ReadLocation {
  return text.includes('@') ? refuse('holds a user', keepOutside) : didYouMean(`rest:${text}`);
}

const unknownKind = (): ReadLocation => refuse('is of a kind that no repository has', examples);

function readSftp(text: string): ReadLocation {
  const [, plain] = /^sftp:(?!\/\/)(.*)$/i.exec(text) ?? [];
  if (plain !== undefined) return withoutScheme(plain);
  const match = /^sftp:\/\/(?:([^@/]*)@)?(\[[0-9a-f:.]+\]|[^:/[\]]*)(?::([0-9]*))?(\/.*)?$/i.exec(text);
  if (match === null) return refuse(...noSftp);
  const [, user = '', host = '', port = `${sshPort}`, path = ''] = match;
  const against = sftpObjection(user, host, port);
  if (against !== undefined) return refuse(...against);
  const folder = sftpPath(path);
  if (folder === undefined)
    return refuse(
      'names no folder there',
      'Write sftp://user@host/srv/backups for a folder of that machine, sftp://user@host/~/backups for one of the user’s own.',
    );
  const bare = host.replaceAll(/^\[|\]$/g, '');
  return { location: { kind: 'sftp', user, host: bare, port: Number(port), path: folder } };
}

/** `sftp:user@host:path`, as others write it. */
function withoutScheme(plain: string): ReadLocation {
  const [, account, path] = /^([^@/\s]+@[^:/\s]+):(.+)$/.exec(plain) ?? [];
  return account === undefined || path === undefined ? refuse(...noSftp) : didYouMean(asSftp(account, path));
}

/** Neither may begin with a dash: programs would read it as an option. */
function sftpObjection(user: string, host: string, port: string): readonly [string, string] | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9._-]{0,63}$/.test(user))
    return ['names no user to sign in as', 'Write sftp://user@host/path.'];
  if (!/^(\[.+\]|[A-Za-z0-9][A-Za-z0-9._-]{0,252})$/.test(host))
    return ['names no host', 'Write sftp://user@host/path.'];
  if (Number(port) < 1 || Number(port) > 65_535)
    return ['has a port that is none', `Write a number from 1 to 65535, or leave it out for ${sshPort}.`];
  return undefined;
}

const noSftp = ['is not the address of an SFTP server', 'Write sftp://user@host/path.'] as const;

function sftpPath(path: string): string | undefined {
  // Two slashes are how others write that a path is absolute.
  const plain = tidyPath(path.replace(/^\/+/, '/'));
  const folder = plain?.startsWith('/~/') ? plain.slice(3) : plain;
  return folder === undefined || ['', '.', '/', '/~'].includes(folder) ? undefined : folder;
}

/** Without `.`, doubled slashes and one at the end; undefined where it leads up. */
function tidyPath(path: string): string | undefined {
  if (path.split('/').includes('..')) return undefined;
  const tidy = posix.normalize(path);
  return tidy.length > 1 ? tidy.replace(/\/$/, '') : tidy;
}

function readFolder(text: string): ReadLocation {
  if (text.startsWith('~'))
    return refuse(
      'begins with ~, and nobody is at home where the lab runs',
      'Write the whole path, such as /mnt/disk/backups.',
    );
  const path = tidyPath(text);
  if (path === undefined) return refuse('leads up by ..', 'Write the path without it.');
  if (path.startsWith('/')) return readAbsolute(path);
  // Nothing else below the data root is free of what the lab itself keeps or a snapshot takes.
  const [, inBackups] = /^backups\/(.+)$/.exec(path) ?? [];
  if (inBackups !== undefined && !isOwnOfBackups(inBackups)) return { location: { kind: 'folder', path } };
  return refuse(
    'is not a whole path',
    'Write one that begins with /, such as /mnt/disk/backups; or backups/repository, which lies below the data root.',
  );
}

function readAbsolute(path: string): ReadLocation {
  if (/^\/((proc|sys|dev)(\/|$)|$)/.test(path))
    return refuse(
      'is no folder that keeps files',
      'Write the path of a folder on a disk, such as /mnt/disk/backups.',
    );
  return { location: { kind: 'folder', path } };
}
