import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';

/**
 * A port of this machine that nobody listens on, and that the kernel gives to no connection: such a one may be taken just while what
 * listens on it starts anew.
 */
export async function freePort(): Promise<number> {
  const [first, end] = await listeningPorts();
  for (;;) {
    const port = randomInt(first, end);
    if (await isFree(port)) return port;
  }
}

/** The first, and the one after the last. */
async function listeningPorts(): Promise<readonly [number, number]> {
  const range = await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8');
  const [first = 32_768, last = 60_999] = range.trim().split(/\s+/).map(Number);
  return first > 21_000 ? [20_000, first] : [last + 1, 65_536];
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
