import { useSyncExternalStore } from 'react';
import { io, type Socket } from 'socket.io-client';
import type { ClientEvents, ServerEvents } from 'lab-manager/contract';

export type LiveSocket = Socket<ServerEvents, ClientEvents>;

/** `since` is when the line was lost: what is on the page has been ageing from then on. */
export type LiveState = { state: 'idle' | 'connecting' | 'live' } | { state: 'lost'; since: number };

let socket: LiveSocket | undefined;
let state: LiveState = { state: 'idle' };
const listeners = new Set<() => void>();

function become(next: LiveState): void {
  // Each failed try reports again; the age counts from the first.
  if (next.state === 'lost' && state.state === 'lost') return;
  state = next;
  listeners.forEach((listener) => {
    listener();
  });
}

/** The one live line of this page, opened when somebody is signed in. */
export function openLive(): LiveSocket {
  if (socket !== undefined) return socket;
  become({ state: 'connecting' });
  socket = io({ path: '/live', transports: ['websocket'], reconnectionDelayMax: 10_000 });
  socket.on('connect', () => {
    become({ state: 'live' });
  });
  const lost = () => {
    become({ state: 'lost', since: Date.now() });
  };
  socket.on('disconnect', (reason) => {
    lost();
    // The server ends a line whose session is over; whether that is so, the next request will tell.
    if (reason === 'io server disconnect') setTimeout(() => socket?.connect(), 2000);
  });
  socket.on('connect_error', lost);
  return socket;
}

export function closeLive(): void {
  socket?.removeAllListeners();
  socket?.disconnect();
  socket = undefined;
  become({ state: 'idle' });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(subscribe, () => state);
}
