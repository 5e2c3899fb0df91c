import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Launch {
  executablePath: string;
  env: Record<string, string>;
  close: () => void;
}

/** How to start the browser in a network of its own; plainly where this machine doesn't let us make one. */
export function ownNetwork(browser: string, labUrl: string): Launch {
  const possible = spawnSync('unshare', ['--net', '--', 'ip', 'link', 'set', 'lo', 'up']).status === 0;
  if (!possible) return { executablePath: browser, env: {}, close: () => undefined };

  const port = new URL(labUrl).port || '443';
  const folder = mkdtempSync(join(tmpdir(), 'labstead-browser-'));
  const socket = join(folder, 'lab');
  const relay = createServer((inside) => {
    const lab = connect(Number(port), '127.0.0.1');
    inside.pipe(lab).pipe(inside);
    inside.on('error', () => lab.destroy());
    lab.on('error', () => inside.destroy());
  }).listen(socket);
  return {
    executablePath: join(import.meta.dirname, 'alone.sh'),
    env: {
      BROWSER: browser,
      LAB_PORT: port,
      LAB_SOCKET: socket,
      NODE: process.execPath,
      RELAY: join(import.meta.dirname, 'relay-inside.ts'),
    },
    close: () => {
      relay.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
