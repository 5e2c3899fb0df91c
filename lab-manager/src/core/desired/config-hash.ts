import { sha256 } from '../sha256.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { ContainerSpec } from '../model/container-spec.ts';

/** The proof, left as a label on the container, of which spec it was made from: 12 hex digits. */
export function configHash(spec: ContainerSpec): string {
  return sha256(canonicalJson(spec)).slice(0, 12);
}
