import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Stands before an engine's socket: lets everything through and counts it, or hangs like an engine that is stuck. */
export class EngineProxy {
  readonly socketPath: string;
  /** What changed something, e.g. `POST /containers/create`, in order. */
  readonly writes: string[] = [];
  readonly #engine: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #hangs = false;
  #requests = 0;

  private constructor(socketPath: string, engine: string) {
    this.socketPath = socketPath;
    this.#engine = engine;
    this.#server = createServer((asked, answer) => this.#pass(asked, answer));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(socketPath: string, engine = '/var/run/docker.sock'): Promise<EngineProxy> {
    const proxy = new EngineProxy(socketPath, engine);
    proxy.#server.listen(socketPath);
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get requests(): number {
    return this.#requests;
  }

  /** From now on requests are taken and never answered; answers under way break off in silence. */
  hang(): void {
    this.#hangs = true;
  }

  /** Requests from now on are answered; those that hung stay without an answer, as after a restart of the engine. */
  recover(): void {
    this.#hangs = false;
    this.#drop();
  }

  async stop(): Promise<void> {
    this.#drop();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    const { method = 'GET', url: path = '/', headers } = asked;
    this.#requests += 1;
    if (method !== 'GET' && method !== 'HEAD') this.writes.push(`${method} ${path.replace(/\?.*/, '')}`);
    if (this.#hangs) return;
    const onward = request({ socketPath: this.#engine, method, path, headers, agent: false }, (said) => {
      answer.writeHead(said.statusCode ?? 502, said.headers);
      // Streams of events say nothing for long: their head is the news that they stand.
      answer.flushHeaders();
      said.on('data', (chunk: Buffer) => {
        if (!this.#hangs) answer.write(chunk);
      });
      said.on('end', () => {
        if (!this.#hangs) answer.end();
      });
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  }
}
