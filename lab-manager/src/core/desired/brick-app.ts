import { appLabel, brickNetwork, variablePrefix } from '../bricks/service-names.ts';
import { containerSpec, imageOf, publicUrl } from './defaults.ts';
import { appNetwork } from './network-names.ts';
import { oomScoreAdjust } from './oom-order.ts';
import { owners } from './owners.ts';
import { labPaths } from './paths.ts';
import type { BrickService, DeclaredApp, DeclaredDatabase } from '../model/brick.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import { codelabRuns, type LabFile } from '../model/lab-file.ts';

/**
 * A web app of a brick: a program of the brick in glab's image, with the bricks of its environment read-only. In reach are
 * the edge, which asks the gate, and the databases of its own brick; it has no way out.
 */
export function brickApp(
  labFile: LabFile,
  facts: HostFacts,
  { environment, brick, declared, service }: BrickService<DeclaredApp>,
  databases: readonly BrickService<DeclaredDatabase>[],
): DesiredService {
  const { image, pullFrom } = imageOf(labFile, facts, 'glab');
  const paths = labPaths(facts.home);
  const host = `${appLabel(environment, brick, declared.name)}.${labFile.domain}`;
  const develops = environment === 'dev' && codelabRuns(labFile);
  const stopGraceSeconds = 10;
  return {
    name: service,
    environment,
    declaredBy: { brick, name: declared.name },
    spec: {
      ...containerSpec(facts, {
        service,
        environment,
        image,
        owner: owners.app,
        networks: [appNetwork(service), ...(databases.length > 0 ? [brickNetwork(environment, brick)] : [])],
        memoryBytes: declared.memory,
        cpus: declared.cpus,
        pids: declared.pids,
        oomScoreAdjust: oomScoreAdjust(`${environment}-brick-app`),
        stopGraceSeconds,
        environmentVariables: {
          ...labFile.environments[environment].variables,
          LABSTEAD_ENVIRONMENT: environment,
          LABSTEAD_LAB_NAME: labFile.name,
          LABSTEAD_CONSOLE_URL: publicUrl(labFile.domain, facts.httpsPort),
          LABSTEAD_BRICKS: '/bricks',
          ...(develops ? { LABSTEAD_WORKSPACE: '/workspace/bricks' } : {}),
          LABSTEAD_BRICK: brick,
          LABSTEAD_APP_NAME: declared.name,
          LABSTEAD_APP_PORT: String(declared.port),
          LABSTEAD_APP_URL: publicUrl(host, facts.httpsPort),
          ...Object.fromEntries(databases.flatMap(databaseVariables)),
        },
        mounts: [
          { source: paths.environment(environment).bricks, target: '/bricks', readOnly: true },
          ...(develops ? [{ source: paths.codelab.workspace, target: '/workspace', readOnly: true }] : []),
          { source: paths.secretsOf(service), target: '/run/secrets', readOnly: true },
        ],
        tmpfs: { '/tmp': 256 },
      }),
      command: ['app', ...declared.command],
    },
    pullFrom,
    running: labFile.environments[environment].enabled,
    onDemand: true,
    after: databases.map((one) => one.service),
    startTimeoutSeconds: 120,
    stopGraceSeconds,
  };
}

/** The same in tasks of the brick, to which glab gives them (labstead_core/service_variables.py). */
function databaseVariables({
  declared: { name },
  service,
}: BrickService<DeclaredDatabase>): [variable: string, value: string][] {
  const prefix = variablePrefix(name);
  return [
    [`${prefix}_HOST`, service],
    [`${prefix}_PORT`, '3306'],
    [`${prefix}_NAME`, name],
    [`${prefix}_USER`, name],
    [`${prefix}_PASSWORD_FILE`, `/run/secrets/${service}`],
  ];
}
