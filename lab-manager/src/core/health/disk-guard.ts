import { LabError } from '../model/lab-error.ts';
import { roundBytes } from '../units.ts';
import type { DiskSpace } from './check.ts';
import type { Plan } from '../model/operation.ts';

const GiB = 1024 ** 3;
/** An image as it is downloaded and unpacked at the same time; registries tell no size beforehand. */
const perImage = 1.5 * GiB;
/** What databases and running work need to go on. */
const keepFree = GiB;

/** Why this plan must not begin: it would fill the disk that holds the images. Undefined: there is room. */
export function diskRefusal(plan: Plan, disk: Pick<DiskSpace, 'path' | 'freeBytes'>): LabError | undefined {
  const images = plan.flatMap(({ operation }) => (operation.kind === 'pullImage' ? [operation.image] : []));
  const needed = images.length * perImage + keepFree;
  if (images.length === 0 || disk.freeBytes >= needed) return undefined;
  return new LabError(
    'disk.low',
    `To pull ${images.length === 1 ? 'an image' : `${images.length} images`}, ${roundBytes(needed)} have to be free where ${disk.path} lies; ${roundBytes(disk.freeBytes)} are.`,
    {
      hint: 'Nothing was changed. Free some space there (docker system df shows what takes it) and try again.',
      details: images.map((image) => ({ path: 'images', message: image })),
    },
  );
}
