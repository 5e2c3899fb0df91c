import { containerSpec, imageOf, publicUrl } from './defaults.ts';
import { owners } from './owners.ts';
import { labPaths } from './paths.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { LabFile } from '../model/lab-file.ts';

/** The production glab: loads bricks, runs tasks, answers the data lab's pages. */
export function prodGlab(labFile: LabFile, facts: HostFacts): DesiredService {
  const { image, pullFrom } = imageOf(labFile, facts, 'glab');
  const { enabled, resources } = labFile.environments.prod;
  const stopGraceSeconds = 30;
  return {
    name: 'prod-glab',
    environment: 'prod',
    spec: containerSpec(facts, {
      service: 'prod-glab',
      environment: 'prod',
      image,
      owner: owners.glab,
      networks: ['edge-prod', 'db-prod'],
      memoryBytes: resources.glab.memory,
      cpus: resources.glab.cpus,
      pids: resources.glab.pids,
      // Tasks are what eats memory here: when it runs out they go before the database does.
      oomScoreAdjust: 300,
      stopGraceSeconds,
      environmentVariables: variables(labFile, facts),
      mounts: mounts(facts),
      tmpfs: { '/tmp': 256 },
    }),
    pullFrom,
    running: enabled,
    after: ['prod-db'],
    startTimeoutSeconds: 180,
    stopGraceSeconds,
  };
}

function variables(labFile: LabFile, facts: HostFacts): Record<string, string> {
  return {
    ...labFile.environments.prod.variables,
    LABSTEAD_ENVIRONMENT: 'prod',
    LABSTEAD_LAB_NAME: labFile.name,
    LABSTEAD_CONSOLE_URL: publicUrl(labFile.domain, facts.httpsPort),
    LABSTEAD_DATABASE_HOST: 'prod-db',
    LABSTEAD_DATABASE_NAME: 'labstead',
    LABSTEAD_DATABASE_USER: 'labstead',
    LABSTEAD_DATABASE_PASSWORD_FILE: '/run/secrets/database-password',
    LABSTEAD_DATA: '/data',
    LABSTEAD_BRICKS: '/bricks',
  };
}

function mounts(facts: HostFacts) {
  const paths = labPaths(facts.home);
  return [
    { source: paths.prod.data, target: '/data', readOnly: false },
    { source: paths.prod.bricks, target: '/bricks', readOnly: true },
    { source: paths.prod.run, target: '/run/labstead', readOnly: false },
    { source: paths.secretsOf('prod-glab'), target: '/run/secrets', readOnly: true },
  ];
}
