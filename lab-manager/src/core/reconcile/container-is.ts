import type { ObservedContainer } from '../model/observed-state.ts';

/** The engine gave it up or is about to; all one can do is remove it. */
export function isBroken(container: ObservedContainer): boolean {
  return container.state === 'dead' || container.state === 'removing';
}

/** Has processes, or the engine is about to start some. */
export function isActive(container: ObservedContainer): boolean {
  return container.state === 'running' || container.state === 'paused' || container.state === 'restarting';
}

/** Without a health check, running is all there is to know. */
export function isReady(container: ObservedContainer): boolean {
  return container.state === 'running' && (container.health === 'healthy' || container.health === 'none');
}

/** Proved itself: unlike `isReady` this takes a health check that passed. */
export function isHealthy(container: ObservedContainer): boolean {
  return container.state === 'running' && container.health === 'healthy';
}
