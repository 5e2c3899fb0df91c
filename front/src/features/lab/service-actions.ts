import type { EnvironmentReply, ServiceReply, Verb } from 'lab-manager/contract';

/** What a person asks of the lab, an environment or a service; applying the lab file has its own place. */
export type Action = Exclude<Verb, 'apply'>;
/** Those that take something away from people who may be using it: asked first. */
export type HurtingAction = 'stop' | 'restart' | 'disable' | 'uninstall';

export interface Offer {
  /** Buttons of their own. */
  main: readonly Action[];
  /** What is rarely wanted, behind one button. */
  more: readonly Action[];
}

const hurting: readonly Verb[] = ['stop', 'restart', 'disable', 'uninstall'];
export const hurts = (action: Verb): action is HurtingAction => hurting.includes(action);

/** These rewrite what the lab is; the others run it. */
const rewriting: readonly Action[] = ['enable', 'disable', 'uninstall'];
export const permissionFor = (action: Action): string =>
  rewriting.includes(action) ? 'config:write' : 'job:run';

/** The edge and the manager belong to the base: without them nobody could ask for anything. */
const base = new Set(['edge', 'lab-manager']);
const nothing: Offer = { main: [], more: [] };

/** What can be asked of a service now. Unhealthy and failed ones may be stopped as well as started over. */
export function serviceOffer(service: Pick<ServiceReply, 'name' | 'state' | 'wanted'>): Offer {
  if (base.has(service.name)) return nothing;
  if (service.wanted === 'uninstalled') return { main: ['install'], more: [] };
  const more = ['install', 'uninstall'] as const;
  if (service.wanted === 'stopped') return { main: ['start'], more };
  const isThere = service.state !== 'missing' && service.state !== 'stopped';
  return { main: isThere ? ['restart', 'stop'] : ['start', 'stop'], more };
}

/** What can be asked of an environment now. */
export function environmentOffer({ state }: Pick<EnvironmentReply, 'state'>): Offer {
  const more = ['install', 'disable', 'uninstall'] as const;
  switch (state) {
    case 'disabled':
      return { main: ['enable'], more: [] };
    case 'uninstalled':
      return { main: ['install'], more: ['disable'] };
    case 'stopped':
    case 'stopping':
      // Whoever stops what the schedule or idleness stopped keeps it stopped.
      return { main: ['start'], more: ['stop', ...more] };
    case 'running':
    case 'starting':
    case 'failed':
    case 'unknown':
      return { main: ['restart', 'stop'], more };
  }
}

/** What can be asked of the lab as a whole: what is possible with any of its services. */
export function labOffer(services: readonly Pick<ServiceReply, 'name' | 'state' | 'wanted'>[]): Offer {
  const offers = services.map(serviceOffer);
  const any = (action: Action) => offers.some(({ main, more }) => [...main, ...more].includes(action));
  const of = (...actions: readonly Action[]) => actions.filter(any);
  return { main: of('start', 'stop'), more: of('restart', 'install', 'uninstall') };
}

/** Only what this person may. */
export function allowedOffer({ main, more }: Offer, may: (permission: string) => boolean): Offer {
  const allowed = (actions: readonly Action[]) => actions.filter((action) => may(permissionFor(action)));
  return { main: allowed(main), more: allowed(more) };
}

/** Tells the version from an image reference: the tag, or the beginning of a digest. */
export function imageVersion(image: string | null): string {
  if (image === null) return '';
  const [reference = '', digest] = image.split('@');
  const tag = reference.slice(reference.lastIndexOf('/') + 1).split(':')[1];
  return tag ?? digest?.replace('sha256:', '').slice(0, 12) ?? '';
}
