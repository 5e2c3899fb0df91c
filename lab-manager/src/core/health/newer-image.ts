import { configHash } from '../desired/config-hash.ts';
import { imageIdOf } from '../reconcile/world.ts';
import { checkOfLook } from './check.ts';
import { wantedContainers } from './service-containers.ts';

/** Rebuilt or pulled under the same reference: it waits for an apply, and whoever looks after the lab should know. */
export const newerImage = checkOfLook(
  'newer-image',
  'Every service runs from the image that is on this machine.',
  ({ desired, observed }, { heldBack }) =>
    wantedContainers({ desired, observed })
      .filter(({ service, container }) => {
        const hash = configHash(service.spec);
        const image = imageIdOf(service, observed);
        // What runs in another form, or was given up in this one, is another check's.
        const waits = container.configHash === hash && heldBack.get(service.name) !== hash;
        return waits && image !== undefined && image !== container.imageId;
      })
      .map(({ service }) => ({
        severity: 'info' as const,
        subject: service.name,
        message: `A newer image of ${service.name} is here; apply uses it.`,
        hint: 'See what it would do with labctl plan, do it with labctl apply.',
      })),
);
