import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withEnabled } from '../../src/core/labfile/set-enabled.ts';
import { freePort } from './free-port.ts';
import { labFolders, registerLab } from './reaper.ts';
import { EngineApi } from './test-engine-api.ts';
import { onATerminal, type OnATerminal } from './on-a-terminal.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../../..');

export interface CommandResult {
  status: number;
  stdout: string;
  stderr: string;
}

/** A whole lab as a person gets it: by install.sh, in a data root and on ports of its own. */
export class InstalledLab {
  readonly engine = new EngineApi('/var/run/docker.sock');
  readonly folder: string;
  readonly httpsPort: number;
  readonly labId: string;
  /** What the installer printed. */
  readonly printed: string;

  private constructor(folder: string, httpsPort: number, labId: string, printed: string) {
    this.folder = folder;
    this.httpsPort = httpsPort;
    this.labId = labId;
    this.printed = printed;
  }

  /**
   * What its lab file says before the installer comes. `dev: false`: four containers that most tests don't need. `backup`:
   * unless it says more, none begins by itself in the middle of a test that runs at night.
   */
  static async install({
    dev,
    backup = { schedule: 'off' },
  }: {
    dev: boolean;
    backup?: object;
  }): Promise<InstalledLab> {
    const folder = await mkdtemp(join(labFolders, 'labstead-installed-'));
    await writeLabFile(join(folder, 'home'), dev, backup);
    const [httpPort, httpsPort] = [await freePort(), await freePort()];
    const argv = [
      '--home',
      join(folder, 'home'),
      '--bind',
      '127.0.0.1',
      '--http-port',
      String(httpPort),
      '--https-port',
      String(httpsPort),
    ];
    const { stdout } = await installer(folder, argv).catch(async (error: unknown) => {
      // Where nothing was installed there is nothing to take away: what went wrong at first is what matters.
      await InstalledLab.#uninstall(folder).catch(() => undefined);
      throw error;
    });
    const labId = (await readFile(join(folder, 'home/state/lab-id'), 'utf8')).trim();
    registerLab(labId);
    return new InstalledLab(folder, httpsPort, labId, stdout);
  }

  get home(): string {
    return join(this.folder, 'home');
  }

  get url(): string {
    return this.urlOf('lab.localhost');
  }

  urlOf(host: string): string {
    return `https://${host}:${this.httpsPort}`;
  }

  get caFile(): string {
    return join(this.home, 'edge/certs/ca.crt');
  }

  get setupToken(): string {
    const token = /claim#token=([0-9a-f]+)/.exec(this.printed)?.[1];
    if (token === undefined) throw new Error(`the installer printed no token:\n${this.printed}`);
    return token;
  }

  /** The installed command, with a configuration of its own. */
  async labctl(...argv: string[]): Promise<CommandResult> {
    const env = {
      ...process.env,
      XDG_CONFIG_HOME: join(this.folder, 'config'),
      LABSTEAD_HOME: this.home,
    };
    const command = join(this.folder, 'prefix/bin/labctl');
    return run(command, argv, { env, cwd: this.folder, maxBuffer: 64 * 1024 * 1024 }).then(
      ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
      (error: { code?: number; stdout?: string; stderr?: string }) => ({
        status: error.code ?? -1,
        stdout: error.stdout ?? '',
        stderr: error.stderr ?? '',
      }),
    );
  }

  /** The same on a terminal of 40 rows, left by Ctrl-C once `enough` was written to it. */
  async labctlOnATerminal(command: string, enough: (written: string) => boolean): Promise<OnATerminal> {
    const env = {
      ...process.env,
      XDG_CONFIG_HOME: join(this.folder, 'config'),
      LABSTEAD_HOME: this.home,
    };
    const labctl = join(this.folder, 'prefix/bin/labctl');
    return onATerminal(`'${labctl}' ${command}`, { rows: 40, columns: 160 }, enough, env);
  }

  /** The same, its JSON parsed; throws with what was printed when it failed. */
  async labctlJson<T>(...argv: string[]): Promise<T> {
    const { status, stdout, stderr } = await this.labctl('--json', ...argv);
    if (status !== 0) throw new Error(`labctl ${argv.join(' ')}: exit status ${status}\n${stdout}${stderr}`);
    return JSON.parse(stdout) as T;
  }

  /** What a program prints that runs in the manager's container. */
  async inManager(...argv: string[]): Promise<string> {
    return (await run('docker', ['exec', `${this.labId}-lab-manager`, ...argv])).stdout;
  }

  async write(name: string, text: string): Promise<string> {
    const path = join(this.folder, name);
    await writeFile(path, text, { mode: 0o600 });
    return path;
  }

  /** Takes the lab away the way a person would, data included. */
  async remove(): Promise<void> {
    await InstalledLab.#uninstall(this.folder);
  }

  static async #uninstall(folder: string): Promise<void> {
    await installer(folder, [
      '--home',
      join(folder, 'home'),
      '--uninstall',
      '--keep-images',
      '--purge',
      '--purge',
    ]);
    await rm(folder, { recursive: true, force: true });
  }
}

/** The shipped one, but for that. */
async function writeLabFile(home: string, dev: boolean, backup: object): Promise<void> {
  const shipped = await readFile(join(repository, 'templates/lab.yaml'), 'utf8');
  await mkdir(home);
  await writeFile(
    join(home, 'lab.yaml'),
    `${withEnabled(shipped, 'dev', dev)}\nbackup: ${JSON.stringify(backup)}\n`,
  );
}

function installer(folder: string, argv: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const env = { ...process.env, LABSTEAD_PREFIX: join(folder, 'prefix') };
  return run(join(repository, 'install.sh'), argv, { env, maxBuffer: 16 * 1024 * 1024 });
}
