import { jsonObject, parsedJson } from '../../core/json.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { RepositoryAccess, RepositoryKey } from '../../core/ports/backups.ts';
import { textOf } from './fields.ts';
import type { Restic } from './restic.ts';

/** Each key costs half a second on purpose; a server that takes longer than this doesn't answer. */
const limitMs = 2 * 60_000;

export async function listKeys(restic: Restic, access: RepositoryAccess): Promise<readonly RepositoryKey[]> {
  const doing = `list the keys of the repository ${access.name}`;
  return readKeys(
    await restic.printed(access, { args: ['key', 'list'], json: true, lock: 'none', doing, limitMs }),
    doing,
  );
}

/** The id is asked for with the new password, which proves as well that it opens the repository. */
export async function addKey(
  restic: Restic,
  access: RepositoryAccess,
  passwordFile: string,
): Promise<string> {
  const doing = `add a key to the repository ${access.name}`;
  const args = ['key', 'add', `--host=${access.host}`, `--new-password-file=${passwordFile}`];
  await restic.run(access, { args, json: true, lock: 'waits', doing });
  const added = (await listKeys(restic, { ...access, passwordFile })).find((key) => key.current);
  if (added === undefined) throw noList(doing);
  return added.id;
}

/** Repeated it does nothing. Never the one that it is opened with: restic refuses that. */
export async function removeKey(restic: Restic, access: RepositoryAccess, key: string): Promise<void> {
  const keys = await listKeys(restic, access);
  if (!keys.some(({ id }) => id.startsWith(key) || key.startsWith(id))) return;
  const doing = `remove a key of the repository ${access.name}`;
  await restic.run(access, { args: ['key', 'remove', '--', key], json: true, lock: 'waits', doing });
}

/** What `restic key list` printed; throws where it is no list of keys. */
export function readKeys(printed: string, doing: string): readonly RepositoryKey[] {
  const parsed = parsedJson(printed);
  if (!Array.isArray(parsed)) throw noList(doing);
  return parsed.map((it) => {
    const fields = jsonObject(it);
    const id = textOf(fields, 'id');
    if (id === undefined) throw noList(doing);
    return { id, current: fields?.['current'] === true };
  });
}

const noList = (doing: string): LabError =>
  new LabError('backup.failed', `Could not ${doing}: what restic answered is no list of keys.`, {
    hint: 'Try again. If that says the same, look at the manager’s log.',
  });
