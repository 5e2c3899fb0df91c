import { shortName } from '../names.ts';
import { checkOfLook, type Look } from './check.ts';
import { isReady } from '../reconcile/container-is.ts';
import type { ObservedContainer } from '../model/observed-state.ts';
import type { Problem } from '../model/problem.ts';

/** The edge belongs to the base compose file: the lab attaches it to networks and starts it never. */
export const edgeAttached = checkOfLook('edge-down', 'The edge runs and reaches the services.', (look) => {
  const edge = look.observed.containers.find((it) => it.ours && it.service === 'edge');
  if (edge === undefined) return [critical('There is no edge, so nothing answers from outside.')];
  if (!isReady(edge) && edge.health !== 'starting')
    return [
      critical(
        `The edge is ${edge.state === 'running' ? edge.health : edge.state}, so nothing answers from outside.`,
      ),
    ];
  return detached(look, edge);
});

function critical(message: string): Omit<Problem, 'id'> {
  return {
    severity: 'critical',
    subject: 'edge',
    message,
    hint: 'Run install.sh again: it starts the edge and the manager and changes nothing else.',
  };
}

function detached({ desired, observed }: Look, edge: ObservedContainer): Omit<Problem, 'id'>[] {
  const existing = new Set(observed.networks.filter((it) => it.ours).map((it) => it.name));
  return desired.networks
    .filter(({ name, attach }) => attach.some((it) => it.container === edge.name) && existing.has(name))
    .filter(({ name }) => !edge.networks.includes(name))
    .map(({ name }) => ({
      severity: 'warning' as const,
      subject: 'edge',
      message: `The edge is not attached to the network ${shortName(name)}.`,
      hint: 'The lab attaches it by itself; labctl apply does it now.',
    }));
}
