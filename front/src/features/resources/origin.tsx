import { Link } from 'react-router';
import type { Resource } from '../../lib/glab.ts';
import { messages } from './messages.ts';

export function Origin({ origin }: { origin: Resource['origin'] }) {
  if (origin.type === 'upload' || origin.scenario_id === undefined) return messages.uploaded;
  return <Link to={`/scenarios/${origin.scenario_id}`}>{messages.made}</Link>;
}

/** A name where glab tells one; never somebody else's bare id passed off as a name. */
export function maker(
  resource: Pick<Resource, 'created_by' | 'created_by_name'>,
  me: string | undefined,
): string {
  return resource.created_by === me ? messages.you : (resource.created_by_name ?? resource.created_by);
}
