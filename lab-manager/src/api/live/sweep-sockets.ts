import { may } from '../../core/access/permissions.ts';
import type { Services } from '../services.ts';
import { rooms, type LiveServer, type LiveSocket } from './live-types.ts';

const everyMs = 1000;

/**
 * Closes the sockets of whoever signed out, was disabled or lost a permission, within a second. It looks at the store
 * instead of listening for revocations: so it doesn't matter who revoked, or how.
 */
export function sweepSockets({ authenticator }: Services, io: LiveServer): () => void {
  const timer = setInterval(() => {
    for (const socket of io.sockets.sockets.values()) {
      if (!stillHolds(socket)) socket.disconnect(true);
    }
  }, everyMs);
  const stillHolds = (socket: LiveSocket): boolean => {
    const now = authenticator.renew(socket.data.principal);
    return now !== undefined && rooms.every((room) => may(now.user.role, room) === socket.rooms.has(room));
  };
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
