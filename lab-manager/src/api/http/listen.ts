import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A page of an environment can plant cookies until every request is too large: the answer takes them away. */
const headersTooLarge =
  '<!doctype html><title>Too many cookies</title><h1>Too many cookies</h1>' +
  '<p>They were cleared. <a href="/">Try again</a>; you may have to sign in.</p>';

export function createHttpServer(listener: RequestListener): Server {
  const server = createServer(
    {
      maxHeaderSize: 64 * 1024,
      headersTimeout: 15_000,
      // Bodies are small here: uploads go to the environments.
      requestTimeout: 60_000,
      // Longer than the edge keeps its end, so that it never sends a request into a connection that is being closed.
      keepAliveTimeout: 120_000,
    },
    listener,
  );
  server.on('clientError', refuse);
  return server;
}

function refuse(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const body = tooLarge ? headersTooLarge : '';
  const head = [
    `HTTP/1.1 ${tooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request'}`,
    ...(tooLarge ? ['Clear-Site-Data: "cookies"', 'Content-Type: text/html; charset=utf-8'] : []),
    'Cache-Control: no-store',
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Resolves to the port, which the system chose where 0 was asked for. */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

/** Answers under way get a moment to end. */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeIdleConnections();
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, graceMs);
  await closed;
  clearTimeout(timer);
}
