import type { Draft, PlanBuilder } from './plan-builder.ts';
import type { World } from './world.ts';
import type { DesiredService } from '../model/desired-state.ts';

export interface ImagesPlan {
  /** Whether a container can be made of the service's image, once it was pulled. */
  canBeHad(service: DesiredService): boolean;
  /** The step that gets the image, one for all services that share it; undefined where it is present. */
  pulled(service: DesiredService): Draft | undefined;
}

export function planImages(plan: PlanBuilder, { observed }: World): ImagesPlan {
  const pulls = new Map<string, Draft>();
  const isPresent = (image: string): boolean => Object.hasOwn(observed.images, image);
  return {
    canBeHad: ({ spec, pullFrom }) => isPresent(spec.image) || pullFrom !== undefined,
    pulled({ spec: { image }, pullFrom: from }) {
      if (isPresent(image) || from === undefined) return undefined;
      const step =
        pulls.get(image) ??
        plan.add({ kind: 'pullImage', image, from, cause: 'the image is not on this machine' });
      pulls.set(image, step);
      return step;
    },
  };
}
