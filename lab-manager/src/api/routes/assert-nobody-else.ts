import { LabError } from '../../core/model/lab-error.ts';
import { hostsOf } from '../../core/ondemand/gated-hosts.ts';
import type { Store } from '../../core/ports.ts';

/** Uses of a session are written down every five minutes: who was there this long ago may still be. */
const recentMs = 10 * 60_000;
const mostNamed = 5;

/** Refused, by name, while others are in an environment that is to be disabled: they would be shut out in the middle. */
export function assertNobodyElse(
  store: Pick<Store, 'sessions' | 'users'>,
  { environment, caller, now }: { environment: string; caller: string; now: number },
): void {
  const others = store.sessions
    .usersSince(hostsOf(environment), now - recentMs)
    .filter((id) => id !== caller)
    .map((id) => store.users.byId(id)?.name ?? id);
  if (others.length === 0) return;
  throw new LabError('environment.in_use', `Nothing was disabled: ${words(others)} ${environment} now.`, {
    hint: 'Ask them first, or disable it all the same (labctl: --now). Its data is kept either way.',
    details: others.map((name) => ({ path: environment, message: `${name} uses it` })),
  });
}

/** `Ada, Bob and 2 others use` */
function words(names: readonly string[]): string {
  const named = names.slice(0, mostNamed);
  const more = names.length - named.length;
  const last = more > 0 ? `${more} ${more === 1 ? 'other' : 'others'}` : named.pop();
  const all = named.length === 0 ? `${last ?? ''}` : `${named.join(', ')} and ${last ?? ''}`;
  return `${all} ${names.length === 1 ? 'uses' : 'use'}`;
}
