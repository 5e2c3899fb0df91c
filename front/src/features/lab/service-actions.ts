import type { ServiceReply } from 'lab-manager/contract';

export type ServiceAction = 'start' | 'stop' | 'restart';

/** The edge and the manager belong to the base: without them nobody could ask for anything. */
const base = new Set(['edge', 'lab-manager']);

/** What can be asked of a service now. Unhealthy and failed ones may be stopped as well as started over. */
export function actionsFor(
  service: Pick<ServiceReply, 'name' | 'state' | 'wanted'>,
): readonly ServiceAction[] {
  if (base.has(service.name)) return [];
  if (service.wanted === 'stopped') return ['start'];
  return service.state === 'missing' || service.state === 'stopped' ? ['start', 'stop'] : ['restart', 'stop'];
}

/** Tells the version from an image reference: the tag, or the beginning of a digest. */
export function imageVersion(image: string | null): string {
  if (image === null) return '';
  const [reference = '', digest] = image.split('@');
  const tag = reference.slice(reference.lastIndexOf('/') + 1).split(':')[1];
  return tag ?? digest?.replace('sha256:', '').slice(0, 12) ?? '';
}
