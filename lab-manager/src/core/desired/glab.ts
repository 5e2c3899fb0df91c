import { containerSpec, imageOf, publicUrl } from './defaults.ts';
import { biotaEnvironments } from './biota-db.ts';
import { biotaNetwork, databaseNetwork, edgeNetworks, outsideNetwork } from './network-names.ts';
import { oomScoreAdjust } from './oom-order.ts';
import { grantGpus, wishInWords } from './gpu.ts';
import { owners } from './owners.ts';
import { labPaths } from './paths.ts';
import type { BindMount } from '../model/container-spec.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { GpuRequest, GpuWish } from '../model/gpu.ts';
import type { HostFacts } from '../model/host-facts.ts';
import { codelabRuns, type EnvironmentName, type LabFile } from '../model/lab-file.ts';

/** The glab of an environment: loads bricks, runs tasks, answers the data lab's pages. */
export function glab(labFile: LabFile, facts: HostFacts, environment: EnvironmentName): DesiredService {
  const { image, pullFrom } = imageOf(labFile, facts, 'glab');
  const { enabled, internet, resources } = labFile.environments[environment];
  const service = `${environment}-glab` as const;
  const stopGraceSeconds = 30;
  const { gpu } = labFile.environments[environment];
  const { request, missing } = grantGpus(gpu, facts.gpus);
  return {
    name: service,
    environment,
    ...(gpu !== undefined && missing !== undefined
      ? { lacksGpu: { wish: wishInWords(gpu), why: missing, given: request !== undefined } }
      : {}),
    spec: {
      ...containerSpec(facts, {
        service,
        environment,
        image,
        owner: owners.glab,
        networks: [
          edgeNetworks[environment],
          databaseNetwork(environment),
          ...biotaNetworks(labFile, environment),
          ...(internet ? [outsideNetwork(environment)] : []),
        ],
        memoryBytes: resources.glab.memory,
        cpus: resources.glab.cpus,
        pids: resources.glab.pids,
        oomScoreAdjust: oomScoreAdjust(service),
        stopGraceSeconds,
        environmentVariables: { ...variables(labFile, facts, environment), ...gpuVariables(gpu, request) },
        mounts: mounts(labFile, facts, environment),
        tmpfs: { '/tmp': 256 },
      }),
      ...(request === undefined ? {} : { gpus: request }),
    },
    pullFrom,
    running: enabled,
    after: [`${environment}-db`],
    startTimeoutSeconds: 180,
    stopGraceSeconds,
  };
}

/** What tasks are told: what was asked for, and what is there. */
function gpuVariables(wish: GpuWish | undefined, request: GpuRequest | undefined): Record<string, string> {
  if (wish === undefined) return {};
  const given =
    request === undefined
      ? 'none'
      : request.count === -1
        ? 'all'
        : String(request.count ?? request.ids.length);
  return { LABSTEAD_GPUS_WANTED: wishInWords(wish), LABSTEAD_GPUS: given };
}

function variables(labFile: LabFile, facts: HostFacts, environment: EnvironmentName): Record<string, string> {
  return {
    ...labFile.environments[environment].variables,
    LABSTEAD_ENVIRONMENT: environment,
    LABSTEAD_LAB_NAME: labFile.name,
    LABSTEAD_CONSOLE_URL: publicUrl(labFile.domain, facts.httpsPort),
    LABSTEAD_DATABASE_HOST: `${environment}-db`,
    LABSTEAD_DATABASE_NAME: 'labstead',
    LABSTEAD_DATABASE_USER: 'labstead',
    LABSTEAD_DATABASE_PASSWORD_FILE: '/run/secrets/database-password',
    LABSTEAD_DATA: '/data',
    LABSTEAD_BRICKS: '/bricks',
    ...(biotaEnvironments(labFile).includes(environment) ? reference(environment) : {}),
    ...(develops(labFile, environment) ? development : {}),
  };
}

/**
 * The same whether a brick asks for the reference database or not, so that the first that does restarts no glab. Tasks see
 * these; the reader's name is the environment's.
 */
const reference = (environment: EnvironmentName): Record<string, string> => ({
  LABSTEAD_BIOTA_HOST: 'biota-db',
  LABSTEAD_BIOTA_NAME: 'biota',
  LABSTEAD_BIOTA_USER: environment,
  LABSTEAD_BIOTA_PASSWORD_FILE: '/run/secrets/biota-password',
});

function biotaNetworks(labFile: LabFile, environment: EnvironmentName): string[] {
  return biotaEnvironments(labFile).includes(environment) ? [biotaNetwork(environment)] : [];
}

/** Bricks come from the workspace first, at the same path as in the codelab, so that a breakpoint there is one here. */
const development = {
  LABSTEAD_WORKSPACE: '/workspace/bricks',
  LABSTEAD_DEBUG_SOCKET: '/run/labstead-debug/glab.sock',
};

function mounts(labFile: LabFile, facts: HostFacts, environment: EnvironmentName): BindMount[] {
  const { environment: pathsOf, secretsOf, codelab } = labPaths(facts.home);
  const own = pathsOf(environment);
  return [
    { source: own.data, target: '/data', readOnly: false },
    { source: own.bricks, target: '/bricks', readOnly: true },
    { source: own.run, target: '/run/labstead', readOnly: false },
    { source: secretsOf(`${environment}-glab`), target: '/run/secrets', readOnly: true },
    ...(develops(labFile, environment)
      ? [
          { source: codelab.workspace, target: '/workspace', readOnly: true },
          { source: codelab.debug, target: '/run/labstead-debug', readOnly: false },
        ]
      : []),
  ];
}

function develops(labFile: LabFile, environment: EnvironmentName): boolean {
  return environment === 'dev' && codelabRuns(labFile);
}
