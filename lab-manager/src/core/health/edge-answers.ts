import { edgeOf } from '../reconcile/edge-of.ts';
import { checkOfLook } from './check.ts';

/** Its container may run and be healthy while it serves nothing: it answers its own health check in any case. */
export const edgeAnswers = checkOfLook(
  'edge-unreachable',
  'The lab answers through the edge.',
  ({ desired, observed }) => {
    const edge = edgeOf(observed);
    const domain = desired.certificate.names[0] ?? '';
    if (edge === undefined || observed.edge === undefined) return [];
    return [
      {
        severity: 'critical' as const,
        subject: 'edge',
        message: `The lab can’t be reached at ${domain}: the edge runs, but ${observed.edge.reason}.`,
        hint: `The lab publishes its routes again by itself; if this stays, start the edge anew: docker restart ${edge.name}`,
      },
    ];
  },
);
