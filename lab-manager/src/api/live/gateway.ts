import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { livePath } from '../../contract/index.ts';
import { may } from '../../core/access/permissions.ts';
import type { Principal } from '../access/principal.ts';
import type { Services } from '../services.ts';
import { admitSocket } from './admit-socket.ts';
import { broadcast } from './broadcast.ts';
import { rooms, type LiveServer } from './live-types.ts';
import { serveSocket } from './serve-socket.ts';
import { sweepSockets } from './sweep-sockets.ts';

/** socket.io at `/live`, on the public port. */
export function openGateway(http: HttpServer, services: Services): { close(): void } {
  const admitted = new WeakMap<IncomingMessage, Principal>();
  const io: LiveServer = new Server(http, {
    path: livePath,
    // Only what the edge passes in one piece: long polling would spread one reader over many requests.
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: 64 * 1024,
    allowRequest: (request, decide) => {
      const { principal, refusal } = admitSocket(services, request);
      if (principal !== undefined) admitted.set(request, principal);
      decide(refusal, principal !== undefined);
    },
  });
  io.on('connection', (socket) => {
    const principal = admitted.get(socket.request);
    if (principal === undefined) {
      socket.disconnect(true);
      return;
    }
    socket.data.principal = principal;
    for (const room of rooms) {
      if (may(principal.user.role, room)) void socket.join(room);
    }
    serveSocket(services, socket);
  });
  const stops = [broadcast(services, io), sweepSockets(services, io)];
  return {
    close: () => {
      for (const stop of stops) stop();
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}
