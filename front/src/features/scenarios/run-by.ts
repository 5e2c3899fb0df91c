import type { Scenario } from '../../lib/glab.ts';
import { messages } from './messages.ts';

export function runBy(
  { created_by, created_by_name }: Pick<Scenario, 'created_by' | 'created_by_name'>,
  me: string | undefined,
): string {
  return created_by === me ? messages.you : created_by_name;
}
