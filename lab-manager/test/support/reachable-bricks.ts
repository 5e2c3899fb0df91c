import type { BrickRole } from '../../src/core/desired/reachability.ts';
import type { EnvironmentName } from '../../src/core/model/lab-file.ts';

/** The bricks for whose services the table of who reaches whom has a row each. */
export const reachableBricks: readonly { environment: EnvironmentName; name: string }[] = [
  { environment: 'prod', name: 'brick' },
  { environment: 'prod', name: 'other' },
  { environment: 'dev', name: 'brick' },
];

/** Of each of them: somebody answers at the port of either. */
export const reachableServices = [
  { name: 'notes', kind: 'database', memory: '256 MiB' },
  { name: 'page', kind: 'app', command: ['python', '-m', 'http.server', '8000'], port: 8000 },
];

/** `prod-brick-app` is `prod-app-brick-page`: the environment, what it is, the brick, its name there. */
export function brickService(role: BrickRole): string {
  const [environment = '', brick = '', kind = ''] = role.split('-');
  return `${environment}-${kind}-${brick}-${kind === 'app' ? 'page' : 'notes'}`;
}
