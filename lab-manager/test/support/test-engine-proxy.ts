import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** A TCP proxy whose line breaks or falls silent after so many bytes. */
export class CuttingProxy {
  readonly address: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #passed = 0;
  #limit = Number.POSITIVE_INFINITY;
  #then: 'cut' | 'silence' = 'cut';

  private constructor(server: Server, address: string) {
    this.#server = server;
    this.address = address;
  }

  /** Forwards to a port of its own choice on this machine. */
  static async start(host: string): Promise<{ proxy: CuttingProxy; port: number }> {
    const port = await freePort('127.0.0.1');
    const server = createServer({ allowHalfOpen: false });
    server.listen(0, host);
    await once(server, 'listening');
    const proxy = new CuttingProxy(server, `${host}:${portOf(server)}`);
    server.on('connection', (client) => proxy.#forward(client, port));
    return { proxy, port };
  }

  /** From now on `bytes` more come through from the far side; then every line is cut, and new ones too. */
  cutAfter(bytes: number): void {
    this.#arm(bytes, 'cut');
  }

  /** From now on `bytes` more come through; then nothing, with lines left open. */
  silenceAfter(bytes: number): void {
    this.#arm(bytes, 'silence');
  }

  /** The way is free again; lines that were silent are closed. */
  heal(): void {
    this.#arm(Number.POSITIVE_INFINITY, 'cut');
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #arm(bytes: number, then: 'cut' | 'silence'): void {
    this.#passed = 0;
    this.#limit = bytes;
    this.#then = then;
  }

  #forward(client: Socket, port: number): void {
    const server = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    client.pipe(server);
    server.on('data', (chunk: Buffer) => this.#pass(chunk, server, client));
  }

  #pass(chunk: Buffer, server: Socket, client: Socket): void {
    this.#passed += chunk.length;
    if (this.#passed <= this.#limit) {
      if (!client.write(chunk)) {
        server.pause();
        client.once('drain', () => server.resume());
      }
    } else if (this.#then === 'cut') {
      for (const socket of this.#sockets) socket.destroy();
    }
  }
}

/** A TCP port that is free on `host` now. */
async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  return port;
}

function portOf(server: Server): number {
  const found = server.address();
  if (found === null || typeof found === 'string') throw new Error('no port');
  return found.port;
}
