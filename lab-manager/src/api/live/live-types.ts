import type { Server, Socket } from 'socket.io';
import type { ClientEvents, ServerEvents } from '../../contract/index.ts';
import type { Permission } from '../../core/access/permissions.ts';
import type { Principal } from '../access/principal.ts';

export interface SocketData {
  principal: Principal;
}

/** Sockets tell each other nothing: there is one manager. */
type NoEvents = Record<string, never>;
export type LiveServer = Server<ClientEvents, ServerEvents, NoEvents, SocketData>;
export type LiveSocket = Socket<ClientEvents, ServerEvents, NoEvents, SocketData>;

/** A room is a permission: whoever may read something hears of it. Sockets are put into them here, never by a client. */
export const rooms = ['lab:read', 'job:read'] as const satisfies readonly Permission[];
