import { belongsTo, kindOfService } from '../bricks/service-names.ts';
import { environmentOf, shortName } from '../names.ts';
import type { RefusedService, ServiceKind, UnreadBricks } from '../model/brick.ts';
import type { DesiredState } from '../model/desired-state.ts';
import type { EnvironmentName } from '../model/lab-file.ts';
import type { ObservedContainer, ObservedState } from '../model/observed-state.ts';

/** A service of an environment that is there, running or not, although nothing that can be gone by asks for it now. */
export interface LeftService {
  name: string;
  environment: EnvironmentName;
  container: ObservedContainer;
}

/** One that a brick declares, or declared. */
export interface LeftBrickService extends LeftService {
  kind: ServiceKind;
}

/** One that stays as it is until its brick can be read again. */
export interface KeptService extends LeftBrickService {
  /** Why nobody can go by its declaration, half a sentence: `settings.json can’t be read: …`. */
  why: string;
  /** What to do about it, a sentence. */
  instead: string;
}

export interface Seen {
  desired: Pick<DesiredState, 'services' | 'refused' | 'unreadBricks'>;
  observed: Pick<ObservedState, 'containers'>;
}

/** A predecessor that waits to be removed bears the same label, but not the service's own name. */
export function leftServices({ desired, observed }: Seen): readonly LeftService[] {
  return observed.containers.flatMap((container) => {
    const { ours, service = '', name } = container;
    const environment = environmentOf(service);
    const isDesired = desired.services.some((wanted) => wanted.name === service);
    if (!ours || environment === undefined || isDesired) return [];
    return shortName(name) === service ? [{ name: service, environment, container }] : [];
  });
}

export function leftBrickServices(seen: Seen): readonly LeftBrickService[] {
  return leftServices(seen).flatMap((one) => {
    const kind = kindOfService(one.name);
    return kind === undefined ? [] : [{ ...one, kind }];
  });
}

export function keptServices(seen: Seen): readonly KeptService[] {
  return leftBrickServices(seen).flatMap((one) => {
    const why = whyKept(one.name, seen.desired);
    return why === undefined ? [] : [{ ...one, ...why }];
  });
}

/** By its name alone, where nobody has to know whether it is there. Undefined for what isn't kept. */
export function whyKept(
  service: string,
  { services, refused, unreadBricks }: Seen['desired'],
): Pick<KeptService, 'why' | 'instead'> | undefined {
  if (kindOfService(service) === undefined || services.some(({ name }) => name === service)) return undefined;
  const found = refused.find((one) => keeps(one, service));
  if (found !== undefined) return { why: `${found.field} ${found.message}`, instead: found.instead };
  const unread = unreadBricks.find(({ environment }) => environmentOf(service) === environment);
  return unread && { why: unreadWords(unread), instead: 'See to that folder and its disk.' };
}

const keeps = ({ environment, brick, keeps: kept }: RefusedService, service: string): boolean =>
  kept !== undefined && belongsTo(service, { environment, brick, ...(kept === 'all' ? {} : { name: kept }) });

const unreadWords = ({ environment, place, why }: UnreadBricks): string =>
  `the folder of ${environment}’s bricks (${place}) can’t be read: ${why}`;
