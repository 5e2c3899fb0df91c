import type { RecoveryCodeReply, RepositoryReply } from '../../contract/index.ts';
import { bytes, counted, localTime, toned, type Tone } from './style.ts';
import type { Terminal } from './terminal.ts';

const tones: Readonly<Record<RepositoryReply['state'], Tone>> = {
  declared: 'busy',
  ready: 'good',
  unreachable: 'bad',
  removed: 'quiet',
};

export function repositoriesText(terminal: Terminal, items: readonly RepositoryReply[]): string {
  if (items.length === 0) return 'The lab file names no repository: backup.repositories.';
  return items.map((one) => repositoryText(terminal, one)).join('\n\n');
}

/** A repository in a few lines: where it is, how it is, whether it opens without this lab. */
export function repositoryText(terminal: Terminal, repository: RepositoryReply): string {
  const { name, state, location, copyOf, why } = repository;
  return [
    `${name}: ${toned(terminal, tones[state], state)}${why === null ? '' : `. ${why}`}`,
    `  ${location}${copyOf === null ? '' : `, a copy of ${copyOf}`}`,
    ...known(repository).map((line) => `  ${line}`),
  ].join('\n');
}

function known(repository: RepositoryReply): string[] {
  const { name, state, bytes: size, snapshots, checkedAt, read, damage, onDataDisk } = repository;
  if (state === 'declared') return [`make it, or open the one that is there: labctl backup repo add ${name}`];
  return [
    `${snapshots === null ? 'an unknown number of snapshots' : counted(snapshots, 'snapshot')}${size === null ? '' : `, ${bytes(size)}`}`,
    checkedAt === null
      ? 'never checked yet'
      : `checked ${localTime(checkedAt)}; ${read.parts} of ${read.of} parts were read within four weeks`,
    ...damage.map(({ words, foundAt }) => `damaged since ${localTime(foundAt)}: ${words}`),
    ...(onDataDisk === true ? ['on the disk of the lab’s data: it is lost with that'] : []),
    `recovery code: ${codeWords(repository)}`,
  ];
}

function codeWords({ name, state, recoveryCode, codeConfirmedAt }: RepositoryReply): string {
  // Nothing is done in one that the lab file doesn't name.
  const by = (command: string): string =>
    state === 'removed' ? '' : `: labctl backup repo key ${name}${command}`;
  switch (recoveryCode) {
    case 'none':
      return `none. Nothing but this lab opens it${by('')}`;
    case 'unconfirmed':
      return `made, and not typed back yet${by(' --confirm')}`;
    case 'renewing':
      return `the old one works until the new one is typed back${by(' --confirm')}`;
    case 'confirmed':
      return codeConfirmedAt === null ? 'typed back' : `typed back ${localTime(codeConfirmedAt)}`;
  }
}

/** What belongs on paper. */
export function codeSheet({ code, repository, location, labId }: RecoveryCodeReply): string {
  return [
    `Recovery code of the repository ${repository}, of the lab ${labId}`,
    `  at    ${location}`,
    `  code  ${code}`,
    'It is shown this once. Write it down, and keep it away from this machine: with it and the repository',
    'alone the lab comes back on an empty machine.',
    ...doorWords(location),
  ].join('\n');
}

/** What a server asks for before there is anything that the code could open. */
function doorWords(location: string): string[] {
  const [kind] = /^(sftp|s3|rest)(?=:)/.exec(location) ?? [];
  if (kind === undefined) return [];
  const door =
    kind === 'sftp'
      ? 'a private key that it admits, and the lines of known_hosts that name it'
      : 'the credentials that it asks for';
  return [`The code lets nobody into the server: keep with it ${door}.`];
}
