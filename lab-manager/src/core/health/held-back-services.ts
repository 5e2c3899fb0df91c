import { configHash } from '../desired/config-hash.ts';
import { imageIdOf } from '../reconcile/world.ts';
import { checkOfLook, type Look } from './check.ts';
import { wantedContainers } from './service-containers.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { ObservedContainer } from '../model/observed-state.ts';

/** Only while an older container stands in: one that became healthy after all is no problem. */
export const heldBackServices = checkOfLook(
  'held-back',
  'Every service runs in its wanted form.',
  (look, { heldBack }) =>
    wantedContainers(look)
      .filter(
        ({ service, container }) =>
          heldBack.get(service.name) === configHash(service.spec) && isOlder(service, container, look),
      )
      .map(({ service }) => ({
        severity: 'warning' as const,
        subject: service.name,
        message: `${service.name} did not come up in its new form, so its previous container runs on.`,
        hint: 'See why with labctl job list, correct the lab file, and apply; labctl apply alone tries the same again.',
      })),
);

/** Made from another spec, or from the image that bore the reference before. */
function isOlder(service: DesiredService, container: ObservedContainer, { observed }: Look): boolean {
  const image = imageIdOf(service, observed);
  return (
    container.configHash !== configHash(service.spec) || (image !== undefined && image !== container.imageId)
  );
}
