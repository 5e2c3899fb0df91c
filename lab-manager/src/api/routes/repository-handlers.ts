import type { AddRepositoryRequest } from '../../contract/index.ts';
import { printLocation, readLocation } from '../../core/backup/location.ts';
import type { RepositoryLocation } from '../../core/model/backup.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { RepositoryCredentials } from '../../engine/backups.ts';
import type { Services } from '../services.ts';
import { repositoryReply } from './backup-reply.ts';
import { backupsOf } from './backups-of.ts';
import type { Handlers } from './handler.ts';

type Names =
  | 'listRepositories'
  | 'getRepository'
  | 'addRepository'
  | 'removeRepository'
  | 'testRepository'
  | 'makeRecoveryCode'
  | 'confirmRecoveryCode';

/** Where snapshots are kept, and what opens that. */
export function repositoryHandlers({ deps }: Services): Pick<Handlers, Names> {
  return {
    listRepositories: () => ({ body: { items: backupsOf(deps).repositories().map(repositoryReply) } }),
    getRepository: async ({ params, signal }) => {
      const backups = backupsOf(deps);
      const name = backups.meant(params.repository);
      return { body: repositoryReply(await backups.refresh(name, signal)) };
    },
    addRepository: async ({ params, body, signal }) => {
      const backups = backupsOf(deps);
      const name = backups.meant(params.repository);
      return { body: repositoryReply(await backups.addRepository(name, given(body), signal)), target: name };
    },
    removeRepository: async ({ params, query }) => {
      // One that may be removed is no longer named by the lab file.
      await backupsOf(deps).removeRepository(params.repository, query.anyhow);
      return { target: params.repository };
    },
    testRepository: async ({ params, body, signal }) => {
      const backups = backupsOf(deps);
      const location = placeOf(body.location);
      const repository = { name: params.repository, ...(location !== undefined && { location }) };
      await backups.testRepository(repository, given(body), signal);
      return { target: params.repository };
    },
    makeRecoveryCode: async ({ params }) => {
      const backups = backupsOf(deps);
      const name = backups.meant(params.repository);
      const made = await backups.makeRecoveryCode(name);
      return { body: { ...made, location: printLocation(made.location) }, target: name };
    },
    confirmRecoveryCode: async ({ params, body }) => {
      const backups = backupsOf(deps);
      const name = backups.meant(params.repository);
      return { body: repositoryReply(await backups.confirmRecoveryCode(name, body.code)), target: name };
    },
  };
}

function placeOf(text: string | undefined): RepositoryLocation | undefined {
  if (text === undefined) return undefined;
  const read = readLocation(text);
  if ('location' in read) return read.location;
  const { message, suggestion } = read.objection;
  throw new LabError('backup.invalid_location', `The place given ${message}.`, {
    hint: suggestion,
    details: [{ path: 'location', message, suggestion }],
  });
}

function given({ credentials, password }: AddRepositoryRequest): {
  credentials?: RepositoryCredentials;
  password?: string;
} {
  return {
    ...(credentials !== undefined && { credentials: credentialsOf(credentials) }),
    ...(password !== undefined && { password }),
  };
}

function credentialsOf({
  variables,
  ssh,
}: NonNullable<AddRepositoryRequest['credentials']>): RepositoryCredentials {
  return {
    ...(variables !== undefined && { variables }),
    ...(ssh !== undefined && { ssh }),
  };
}
