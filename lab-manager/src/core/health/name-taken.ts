import { takenName } from '../reconcile/names-taken.ts';
import { world } from '../reconcile/world.ts';
import { checkOfLook } from './check.ts';

export const nameTaken = checkOfLook(
  'name-taken',
  'No name that the lab needs is held by something else.',
  ({ desired, observed }) => {
    const here = world(desired, observed);
    return desired.services.flatMap((service) => {
      const name = takenName(service, here);
      return name === undefined
        ? []
        : [
            {
              severity: 'critical' as const,
              subject: service.name,
              message: `${name} exists and is not this lab's, so ${service.name} is left as it is.`,
              hint: `Rename or remove ${name} if you can do without it; the lab never touches what isn't its own.`,
            },
          ];
    });
  },
);
