import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import type { ContainerSpec } from '../model/container-spec.ts';

/** The proof, left as a label on the container, of which spec it was made from: 12 hex digits. */
export function configHash(spec: ContainerSpec): string {
  return createHash('sha256').update(canonicalJson(spec)).digest('hex').slice(0, 12);
}
