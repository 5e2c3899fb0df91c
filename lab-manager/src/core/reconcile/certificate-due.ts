import type { DesiredCertificate } from '../model/desired-state.ts';
import type { ObservedFiles } from '../model/observed-state.ts';

/** Why a certificate is to be issued; undefined while the present one does. */
export function certificateDue(
  desired: DesiredCertificate,
  observed: ObservedFiles['certificate'],
  now: number,
): string | undefined {
  if (observed === undefined) return 'it does not exist';
  if (!sameNames(desired.names, observed.names)) return 'the host names changed';
  // A machine whose clock was wrong when it was issued.
  if (observed.notBefore > now) return 'it is not valid yet';
  const life = observed.notAfter - observed.notBefore;
  return observed.notAfter - now < life / 3 ? 'less than a third of its life is left' : undefined;
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  const names = new Set(b);
  return names.size === new Set(a).size && a.every((name) => names.has(name));
}
