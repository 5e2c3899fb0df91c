import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { promisify } from 'node:util';
import { isDead, testRun } from './reaper.ts';

const run = promisify(execFile);

/** For documentation by RFC 5737: nobody's. */
const [near, far] = ['203.0.113.1', '203.0.113.2'];
export const internet = far;
export const metadata = '169.254.169.254';

const lastResort = '4000000';

const answering = `
import socket, time
servers = [socket.create_server((host, port)) for host, port in (("${far}", 443), ("${metadata}", 80))]
print("ready", flush=True)
time.sleep(3600)
`;

/**
 * What lies outside of a lab, so that whoever can get there finds somebody who answers: listeners on this machine, and
 * one hop further, in a network namespace of its own, an address of the internet and the one of the metadata service.
 * The machine's own metadata service, where it has one, is never asked.
 */
export class OutsideWorld {
  readonly #name = `t${randomBytes(3).toString('hex')}`;
  #program: ChildProcess | undefined;
  readonly #servers: Server[] = [];
  readonly #kept = new Set<string>();
  anyPort = 0;

  async begin(): Promise<void> {
    await sweepDeadWorlds();
    const [here, there] = [`${this.#name}a`, `${this.#name}b`];
    await run('ip', ['netns', 'add', this.#name]);
    await run('ip', ['link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', this.#name]);
    await run('ip', ['link', 'set', here, 'alias', testRun]);
    const inside = (...argv: string[]) => run('ip', ['-n', this.#name, ...argv]);
    await run('ip', ['address', 'add', `${near}/30`, 'dev', here]);
    await run('ip', ['link', 'set', here, 'up']);
    await inside('address', 'add', `${far}/30`, 'dev', there);
    await inside('address', 'add', `${metadata}/32`, 'dev', there);
    await inside('link', 'set', there, 'up');
    await inside('route', 'add', 'default', 'via', near);
    await run('ip', ['route', 'replace', `${metadata}/32`, 'via', far, 'dev', here]);
    this.#program = spawn('ip', ['netns', 'exec', this.#name, 'python3', '-c', answering], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => this.#program?.stdout?.once('data', resolve));
    this.anyPort = await this.#listen(0);
    await this.#listen(2375);
  }

  /** The addresses by which this machine itself is known, of IPv4 and IPv6. */
  machine(): readonly string[] {
    return Object.values(networkInterfaces())
      .flatMap((found) => found ?? [])
      .filter(({ internal, address }) => !internal && address !== near)
      .map(({ address }) => address);
  }

  /**
   * What finds no way to these networks ends on this machine: some surroundings answer for any address that is asked for
   * there. A way that the machine really has comes before this one.
   */
  async keepInside(subnets: readonly string[]): Promise<void> {
    for (const subnet of subnets) {
      if (this.#kept.has(subnet)) continue;
      this.#kept.add(subnet);
      await run('ip', ['route', 'add', 'unreachable', subnet, 'metric', lastResort]);
    }
  }

  async end(): Promise<void> {
    for (const subnet of this.#kept) await letOut(subnet).catch(() => undefined);
    this.#program?.kill();
    for (const server of this.#servers) server.close();
    await removeWorld(this.#name);
  }

  /** On every address of both families. */
  async #listen(port: number): Promise<number> {
    const server = createServer((socket) => socket.destroy());
    this.#servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '::', resolve);
    });
    return (server.address() as { port: number }).port;
  }
}

const letOut = (subnet: string) =>
  run('ip', ['route', 'delete', 'unreachable', subnet, 'metric', lastResort]);

/** What of it is there. */
async function removeWorld(name: string): Promise<void> {
  await run('ip', ['link', 'delete', `${name}a`]).catch(() => undefined);
  await run('ip', ['netns', 'delete', name]).catch(() => undefined);
}

/** What a run left that was killed: its addresses are the same, and lead nowhere any more. */
async function sweepDeadWorlds(): Promise<void> {
  const links = await listed<{ ifname: string; ifalias?: string }>('link');
  const worlds = links.filter(({ ifname }) => /^t[0-9a-f]{6}a$/.test(ifname));
  const dead = worlds.filter(({ ifalias = '' }) => isDead(ifalias, Date.now()));
  for (const { ifname } of dead) await removeWorld(ifname.slice(0, -1));
  if (worlds.length > dead.length) return;
  for (const { dst, type, metric } of await listed<{ dst: string; type?: string; metric?: number }>('route'))
    if (type === 'unreachable' && String(metric) === lastResort) await letOut(dst);
}

async function listed<Row>(what: 'link' | 'route'): Promise<Row[]> {
  return JSON.parse((await run('ip', ['-json', what, 'show'])).stdout) as Row[];
}
