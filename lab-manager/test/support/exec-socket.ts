import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';

/** The program that is run, as the engine's end of the connection shows it. */
export interface ExecutedProgram {
  /** What it was sent so far. */
  readonly heard: Buffer[];
  /** Resolves once its input has ended. */
  readonly inputEnded: Promise<void>;
  say(stream: 'stdout' | 'stderr', text: string | Buffer): boolean;
  /** Reads no more of what it is sent. */
  stopListening(): void;
  /** Ends as the engine tells it. */
  exit(code: number): void;
  /** The connection breaks while it runs. */
  breakOff(code: number | undefined): void;
  /** Bytes that wait to be read by whoever listens. */
  readonly unread: number;
}

export interface ExecSocket {
  path: string;
  close(): Promise<void>;
}

/**
 * Just enough of an engine's socket for one program in one container: for what a real engine can't be told to do, such as
 * to break off in the middle. That a real one behaves so is for the specs that run against one.
 */
export async function execSocket(
  path: string,
  labels: Record<string, string>,
  run: (program: ExecutedProgram) => void,
  state: { Running: boolean; Paused: boolean } = { Running: true, Paused: false },
): Promise<ExecSocket> {
  const exit: { code: number | undefined } = { code: undefined };
  const sockets = new Set<Socket>();
  const server: Server = createServer((request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    request.resume();
    const url = request.url ?? '';
    if (request.method === 'POST' && url.includes('/exec')) return answer(201, { Id: 'e1' });
    if (url.includes('/exec/'))
      return answer(200, { Running: exit.code === undefined, ExitCode: exit.code ?? null });
    const name = /containers\/([^/]+)\/json/.exec(url)?.[1] ?? '';
    return answer(200, { Id: 'c1', Name: `/${name}`, State: state, Config: { Labels: labels } });
  });
  server.on('connection', (socket) => void sockets.add(socket));
  server.on('upgrade', (request, stream, head: Buffer) => {
    const socket = stream as Socket;
    // The request's own body comes first on the connection.
    const body = Number(request.headers['content-length'] ?? 0);
    socket.on('error', () => undefined);
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
    run(program(socket, { head, body }, exit));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    path,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function program(
  socket: Socket,
  { head, body }: { head: Buffer; body: number },
  exit: { code: number | undefined },
): ExecutedProgram {
  const heard: Buffer[] = [];
  let skipped = 0;
  const hear = (piece: Buffer) => {
    const own = Math.min(piece.length, body - skipped);
    skipped += own;
    heard.push(piece.subarray(own));
  };
  hear(head);
  socket.on('data', hear);
  const inputEnded = new Promise<void>((resolve) => {
    socket.once('end', resolve);
    socket.once('close', () => resolve());
  });
  return {
    heard,
    inputEnded,
    say(stream, text) {
      const payload = Buffer.from(text);
      const header = Buffer.alloc(8);
      header[0] = stream === 'stdout' ? 1 : 2;
      header.writeUInt32BE(payload.length, 4);
      return socket.write(Buffer.concat([header, payload]));
    },
    stopListening: () => void socket.pause(),
    exit(code) {
      exit.code = code;
      socket.end();
    },
    breakOff(code) {
      exit.code = code;
      socket.destroy();
    },
    get unread() {
      return socket.writableLength;
    },
  };
}
