import { containerName, labels, networkName } from '../names.ts';
import { oomScoreAdjust } from './oom-order.ts';
import type { ContainerSpec } from '../model/container-spec.ts';
import type { DesiredNetwork, DesiredService } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { EnvironmentName } from '../model/lab-file.ts';

/**
 * A container that does what a service does, on folders and in a network of its own, until it is removed. Nothing starts it
 * again, and nobody outside reaches it. It bears the lab's labels and a name that no service has: what a crash leaves of it
 * is a stray to the next look.
 */
export interface Scratch {
  spec: ContainerSpec;
  /** How long a start may take until healthy, in seconds. */
  startTimeoutSeconds: number;
  stopGraceSeconds: number;
}

type Facts = Pick<HostFacts, 'labId' | 'mtu'>;

/** Between what is tried of an environment: its databases and its glab. It leads nowhere. */
export function scratchNetwork({ labId, mtu }: Facts, environment: EnvironmentName): DesiredNetwork {
  return {
    name: networkName(labId, `scratch-${environment}`),
    internal: true,
    mtu,
    labels: { [labels.lab]: labId },
    attach: [],
  };
}

/** The same as the service but for what keeps it apart; it answers to the service's name. */
export function scratchOf(
  facts: Facts,
  { name, environment, spec, startTimeoutSeconds, stopGraceSeconds }: DesiredService,
  change: Partial<Pick<ContainerSpec, 'mounts' | 'environment' | 'command' | 'tmpfs'>>,
): Scratch {
  if (environment === undefined) throw new Error(`${name} is of no environment`);
  const { gpus: _, ...same } = spec;
  const service = `scratch-${name}`;
  return {
    spec: {
      ...same,
      ...change,
      name: containerName(facts.labId, service),
      labels: { ...spec.labels, [labels.service]: service },
      networks: [{ name: scratchNetwork(facts, environment).name, aliases: [name] }],
      oomScoreAdjust: oomScoreAdjust('scratch'),
      once: true,
    },
    startTimeoutSeconds,
    stopGraceSeconds,
  };
}

/** With these targets on other folders, where one is named. */
export function mountedFrom(
  mounts: ContainerSpec['mounts'],
  sources: Readonly<Record<string, string | undefined>>,
): ContainerSpec['mounts'] {
  return mounts.map((mount) => ({ ...mount, source: sources[mount.target] ?? mount.source }));
}
