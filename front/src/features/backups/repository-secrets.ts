import type { AddRepositoryRequest, RepositoryReply } from 'lab-manager/contract';

/** As they are typed; what a kind of repository doesn’t need stays empty. */
export interface Secrets {
  keyId: string;
  secret: string;
  user: string;
  password: string;
  privateKey: string;
  knownHosts: string;
  /** Of a repository that is there. */
  existing: string;
}

export const blankSecrets: Secrets = {
  ...{ keyId: '', secret: '', user: '', password: '' },
  ...{ privateKey: '', knownHosts: '', existing: '' },
};

/** As the API takes them: of that kind alone, and nothing that is empty. */
export function requestOf(kind: RepositoryReply['kind'], secrets: Secrets): AddRepositoryRequest {
  const credentials = credentialsOf(kind, secrets);
  return {
    ...(credentials !== undefined && { credentials }),
    ...(secrets.existing !== '' && { password: secrets.existing.trim() }),
  };
}

function credentialsOf(
  kind: RepositoryReply['kind'],
  { keyId, secret, user, password, privateKey, knownHosts }: Secrets,
): AddRepositoryRequest['credentials'] {
  switch (kind) {
    case 'folder':
      return undefined;
    case 's3':
      return { variables: { AWS_ACCESS_KEY_ID: keyId.trim(), AWS_SECRET_ACCESS_KEY: secret.trim() } };
    case 'rest':
      return user.trim() === ''
        ? undefined
        : {
            variables: {
              RESTIC_REST_USERNAME: user.trim(),
              ...(password !== '' && { RESTIC_REST_PASSWORD: password }),
            },
          };
    case 'sftp':
      // A key that was copied without its last line end is none to SSH.
      return { ssh: { privateKey: `${privateKey.trim()}\n`, knownHosts: `${knownHosts.trim()}\n` } };
  }
}
