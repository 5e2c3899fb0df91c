import { execFile } from 'node:child_process';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sshdProgram } from './backup-programs.ts';
import { freePort } from './free-port.ts';
import { serverProcess, type ServerProcess } from './server-process.ts';

const run = promisify(execFile);

export interface SftpServer {
  user: string;
  port: number;
  /** Where its user may write. */
  folder: string;
  /** Of a client that it lets in, with the host key that it shows now. */
  files: { keyFile: string; knownHostsFile: string };
  /** The same server with another host key, of which its clients know nothing. */
  changeHostKey(): Promise<void>;
  close(): Promise<void>;
}

/** Run by root a server would want a user of its own on the machine: so it runs as one that every machine has. */
const account = (): { user: string; ids: { uid: number; gid: number } | undefined } =>
  process.getuid?.() === 0
    ? { user: 'nobody', ids: { uid: 65534, gid: 65534 } }
    : { user: userInfo().username, ids: undefined };

/** A real OpenSSH server that offers SFTP only, with keys of its own, on a port of the loopback address. */
export async function sftpServer(home: string): Promise<SftpServer> {
  const { user, ids } = account();
  const port = await freePort();
  const served = join(home, 'served');
  const own = join(home, 'own');
  for (const folder of [home, served, own]) await mkdir(folder, { recursive: true, mode: 0o755 });
  const sshd = await sshdProgram(join(home, 'program'));
  const keyFile = join(own, 'client-key');
  const knownHostsFile = join(own, 'known-hosts');
  const hostKey = join(served, 'host-key');
  const config = join(served, 'sshd_config');
  await makeKey(keyFile);
  await writeFile(join(served, 'authorized_keys'), await readFile(`${keyFile}.pub`));
  await writeFile(config, [...settings(served, port, hostKey), ...sshd.settings, ''].join('\n'));
  const data = join(served, 'data');
  await mkdir(data);

  let server: ServerProcess | undefined;
  const start = async (): Promise<void> => {
    await rm(hostKey, { force: true });
    await makeKey(hostKey);
    if (ids !== undefined) for (const path of [served, hostKey, data]) await chown(path, ids.uid, ids.gid);
    server = await serverProcess(sshd.program, ['-D', '-e', '-f', config], port, {
      env: { PATH: process.env.PATH, LD_LIBRARY_PATH: sshd.libraries },
      ...ids,
    });
  };
  await start();
  const [type, key] = (await readFile(`${hostKey}.pub`, 'utf8')).split(' ');
  await writeFile(knownHostsFile, `[127.0.0.1]:${port} ${type} ${key}\n`, { mode: 0o600 });
  return {
    user,
    port,
    folder: data,
    files: { keyFile, knownHostsFile },
    changeHostKey: async () => {
      await server?.stop();
      await start();
    },
    close: async () => server?.stop(),
  };
}

const makeKey = (file: string): Promise<unknown> =>
  run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);

const settings = (folder: string, port: number, hostKey: string): readonly string[] => [
  `ListenAddress 127.0.0.1:${port}`,
  `HostKey ${hostKey}`,
  `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
  'PidFile none',
  'StrictModes no',
  // Without it an account whose password the server may not look at is taken for a locked one.
  'UsePAM yes',
  'PasswordAuthentication no',
  'KbdInteractiveAuthentication no',
  'Subsystem sftp internal-sftp',
  'ForceCommand internal-sftp',
];
