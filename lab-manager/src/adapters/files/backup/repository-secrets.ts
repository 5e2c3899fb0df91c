import { mkdtemp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { parsedJson } from '../../../core/json.ts';
import type {
  KeptSecrets,
  OpenedSecrets,
  RepositoryPlace,
  RepositorySecrets,
  RepositorySecretsGiven,
} from '../../../core/ports.ts';
import { writeAtomically } from '../atomic-write.ts';
import { filesError } from '../files-error.ts';
import { textIfThere } from '../text-if-there.ts';

export interface RepositorySecretsOptions {
  /** Absolute: a folder for each repository is made in it. */
  folder: string;
  /** In memory: nothing that is written there ever reaches a disk. */
  memory: string;
}

const names = {
  password: 'password',
  credentials: 'credentials.json',
  privateKey: 'ssh-key',
  knownHosts: 'known-hosts',
} as const;
/** Beside them, in plain words: the place that they open. */
const placeFile = 'location';
/** Of no repository: a name begins with a letter. */
const asideFolder = '.aside';
type Name = keyof typeof names;
type Values = Readonly<Partial<Record<Name, string>>>;

const secretMode = 0o600;
const prefix = 'lab-repository-';
const variables = z.record(z.string(), z.string());

/** Each secret is a file of its own that nobody but the manager reads; a child gets copies in memory. */
export function repositorySecrets({ folder, memory }: RepositorySecretsOptions): RepositorySecrets {
  const folderOf = (repository: string): string => join(folder, repository);

  const placeOf = (repository: string): Promise<string | undefined> =>
    textIfThere(join(folderOf(repository), placeFile));

  const inFolder = async (repository: string): Promise<Values> => {
    const read = await Promise.all(
      nameList.map(
        async (name) => [name, await textIfThere(join(folderOf(repository), names[name]))] as const,
      ),
    );
    return Object.fromEntries(read.filter(([, text]) => text !== undefined));
  };

  const kept = async ({ name, location }: RepositoryPlace): Promise<Values> =>
    (await placeOf(name)) === location ? inFolder(name) : {};

  const putAside = async (repository: string): Promise<void> => {
    const values = await inFolder(repository);
    if (values.password === undefined) return;
    const all = join(folder, asideFolder);
    await makeFolder(all);
    const aside = await mkdtemp(join(all, `${repository}-`)).catch((error: unknown) => {
      throw filesError('make', all, error);
    });
    await write(aside, (await placeOf(repository)) ?? '', values);
  };

  /** The place first: secrets whose place is unknown open nothing. */
  const write = async (target: string, location: string, values: Values): Promise<void> => {
    await writeAtomically(join(target, placeFile), location, { mode: secretMode });
    for (const [name, text] of entries(values))
      await writeAtomically(join(target, names[name]), text, { mode: secretMode });
  };

  return {
    async kept(repository): Promise<KeptSecrets> {
      const { password, credentials, privateKey } = await kept(repository);
      return {
        password: password !== undefined,
        credentials: credentials !== undefined,
        ssh: privateKey !== undefined,
      };
    },

    async keep({ name, location }, given) {
      const values = valuesOf(given);
      const isElsewhere = (await placeOf(name)) !== location;
      const { password } = await inFolder(name);
      const isReplaced = values.password !== undefined && values.password !== password;
      if (isElsewhere || isReplaced) await putAside(name);
      if (isElsewhere) await removed(folderOf(name));
      await makeFolder(folderOf(name));
      await write(folderOf(name), location, values);
    },

    forget: (repository) => removed(folderOf(repository)),

    async open(repository, given = {}): Promise<OpenedSecrets> {
      const values = { ...(await kept(repository)), ...valuesOf(given) };
      const place = await mkdtemp(join(memory, prefix)).catch((error: unknown) => {
        throw filesError('make', memory, error);
      });
      const close = (): Promise<void> => removed(place);
      try {
        return { ...(await opened(place, values)), close };
      } catch (error) {
        await close();
        throw error;
      }
    },

    async closeAll() {
      for (const name of await readdir(memory))
        if (name.startsWith(prefix)) await removed(join(memory, name));
    },
  };
}

const nameList = Object.keys(names) as Name[];
const entries = (values: Values): [Name, string][] =>
  nameList.flatMap((name) => {
    const text = values[name];
    return text === undefined ? [] : [[name, text]];
  });

function valuesOf({ password, credentials, ssh }: RepositorySecretsGiven): Values {
  return {
    ...(password !== undefined && { password }),
    ...(credentials !== undefined && { credentials: JSON.stringify(credentials) }),
    ...(ssh !== undefined && { privateKey: ssh.privateKey, knownHosts: ssh.knownHosts }),
  };
}

async function opened(place: string, values: Values): Promise<Omit<OpenedSecrets, 'close'>> {
  for (const [name, text] of entries(values))
    if (name !== 'credentials') await writeAtomically(join(place, names[name]), text, { mode: secretMode });
  return {
    passwordFile: values.password === undefined ? undefined : join(place, names.password),
    credentials: variables.safeParse(parsedJson(values.credentials ?? '{}')).data ?? {},
    ssh:
      values.privateKey === undefined
        ? undefined
        : { keyFile: join(place, names.privateKey), knownHostsFile: join(place, names.knownHosts) },
  };
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw filesError('make', path, error);
  }
}

async function removed(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    throw filesError('remove', path, error);
  }
}
