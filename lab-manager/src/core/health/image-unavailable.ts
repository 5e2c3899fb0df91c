import { configHash } from '../desired/config-hash.ts';
import { checkOfLook } from './check.ts';
import { isReady } from '../reconcile/container-is.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { ObservedContainer } from '../model/observed-state.ts';

export const imageUnavailable = checkOfLook(
  'image-unavailable',
  'Every image that is needed is on this machine.',
  ({ desired, observed }) =>
    desired.services
      .filter(({ running, spec }) => running && !Object.hasOwn(observed.images, spec.image))
      .flatMap((service) => {
        const container = observed.containers.find((it) => it.ours && it.name === service.spec.name);
        // Made from it before it went: nothing is to be made now.
        if (container?.configHash === configHash(service.spec)) return [];
        return [problemOf(service, container)];
      }),
);

function problemOf({ name, spec, pullFrom }: DesiredService, container: ObservedContainer | undefined) {
  const serves = container !== undefined && isReady(container);
  const where =
    pullFrom === undefined ? 'and there is no registry to pull it from' : `it is pulled from ${pullFrom}`;
  return {
    severity: serves || pullFrom !== undefined ? ('warning' as const) : ('critical' as const),
    subject: name,
    message: `The image ${spec.image} of ${name} is not on this machine, ${where}${serves ? '; the old one keeps running' : ''}.`,
    hint:
      pullFrom === undefined
        ? 'Run install.sh again, which builds what is missing, or set images.registry in the lab file.'
        : 'If this stays, see why with labctl job list: the registry may be out of reach.',
  };
}
