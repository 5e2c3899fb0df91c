import type Docker from 'dockerode';
import type { ContainerSpec } from '../../core/model/container-spec.ts';
import type { Capabilities } from './facts.ts';
import { hostConfig } from './host-config.ts';
import { labels } from '../../core/names.ts';
import { checkSpec } from './spec-checks.ts';

export interface RequestContext {
  labId: string;
  dataRoot: string;
  configHash: string;
  jobId: string;
  capabilities: Capabilities;
}

/** Pure: the lab's description of a container → the body of a create request; throws `spec.refused`. */
export function containerRequest(
  spec: ContainerSpec,
  context: RequestContext,
): Docker.ContainerCreateOptions {
  checkSpec(spec, context.labId, context.dataRoot);
  const atOnce = context.capabilities.severalNetworksAtOnce ? spec.networks : spec.networks.slice(0, 1);
  return {
    Image: spec.image,
    User: spec.user,
    ...(spec.command === undefined ? {} : { Cmd: [...spec.command] }),
    Env: Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`),
    Labels: {
      ...spec.labels,
      [labels.configHash]: context.configHash,
      [labels.job]: context.jobId,
    },
    StopTimeout: spec.stopGraceSeconds,
    HostConfig: hostConfig(spec, context.capabilities),
    NetworkingConfig: {
      EndpointsConfig: Object.fromEntries(
        atOnce.map(({ name, aliases }) => [name, { Aliases: [...aliases] }]),
      ),
    },
  };
}

/** Those a create request could not name: attached afterwards, one by one. */
export const remainingNetworks = (
  spec: ContainerSpec,
  capabilities: Capabilities,
): ContainerSpec['networks'] => (capabilities.severalNetworksAtOnce ? [] : spec.networks.slice(1));
