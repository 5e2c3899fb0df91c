import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface CutProxy {
  port: number;
  /** The next connection ends once so many bytes have passed, either way; those after it are let be. */
  cutAfter(bytes: number): void;
  /** How many were cut. */
  readonly cuts: number;
  close(): Promise<void>;
}

/** Stands before any server on the loopback address; lets its connections break in the middle, as lines do. */
export async function cutProxy(target: number): Promise<CutProxy> {
  let most: number | undefined;
  let cuts = 0;
  const open = new Set<Socket>();

  const server = createServer((incoming) => {
    const onward = connect(target, '127.0.0.1');
    const ends = [incoming, onward];
    const last = most;
    most = undefined;
    let passed = 0;
    const end = (): void => ends.forEach((socket) => socket.destroy());
    const count = (chunk: Buffer): void => {
      passed += chunk.length;
      if (last === undefined || passed < last || incoming.destroyed) return;
      cuts += 1;
      end();
    };
    for (const socket of ends) {
      open.add(socket);
      socket.on('data', count);
      socket.on('error', end);
      socket.on('close', () => {
        open.delete(socket);
        end();
      });
    }
    incoming.pipe(onward).pipe(incoming);
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  return {
    port: (server.address() as AddressInfo).port,
    cutAfter: (bytes) => void (most = bytes),
    get cuts() {
      return cuts;
    },
    close: () =>
      new Promise((settle) => {
        server.close(() => settle());
        for (const socket of open) socket.destroy();
      }),
  };
}
