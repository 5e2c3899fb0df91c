import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What becomes of a request: passed on, answered with that status in the server's place, cut off before it is read, or amid what
 * is sent or answered.
 */
export type Fate = 'pass' | 'cut' | 'amid' | number;

/** What passes of one that is cut amid. */
const amidBytes = 256 * 1024;

export interface FaultProxy {
  port: number;
  /** Asked of each request. */
  decide: (method: string, path: string) => Fate;
  close(): Promise<void>;
}

/** Stands before an HTTP server on the loopback address and does to its answers what networks and servers do. */
export async function faultProxy(target: number): Promise<FaultProxy> {
  const server = createServer((incoming, outgoing) => {
    const fate = proxy.decide(incoming.method ?? '', incoming.url ?? '');
    if (fate === 'pass' || fate === 'amid') return passOn(target, incoming, outgoing, fate);
    if (fate === 'cut') return void incoming.socket.destroy();
    incoming.resume();
    outgoing.writeHead(fate).end();
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const proxy: FaultProxy = {
    port: (server.address() as AddressInfo).port,
    decide: () => 'pass',
    close: () =>
      new Promise((settle) => {
        server.close(() => settle());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

function passOn(
  port: number,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fate: 'pass' | 'amid',
): void {
  let left = fate === 'amid' ? amidBytes : Infinity;
  const count = (chunk: Buffer): void => {
    left -= chunk.length;
    if (left > 0) return;
    onward.destroy();
    incoming.socket.destroy();
  };
  const { method, url: path, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.on('data', count).on('error', () => outgoing.destroy());
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  incoming.on('data', count).on('error', () => onward.destroy());
  incoming.pipe(onward);
}
