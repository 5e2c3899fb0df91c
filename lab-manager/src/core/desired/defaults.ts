import { containerName, labels, networkName } from '../names.ts';
import type { ContainerSpec } from '../model/container-spec.ts';
import type { Owner } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { EnvironmentName, ImageName, LabFile } from '../model/lab-file.ts';

const MiB = 1024 ** 2;

/** What differs between the lab's services; the rest is the same for all and stands in `containerSpec`. */
export interface ServiceTemplate {
  service: string;
  environment: EnvironmentName | undefined;
  image: string;
  owner: Owner;
  /** Short names of the networks in which it is found by its name. */
  networks: readonly string[];
  /** Of those in which it only asks others. */
  asksIn?: readonly string[];
  memoryBytes: number;
  cpus: number | undefined;
  pids: number;
  oomScoreAdjust: number;
  stopGraceSeconds: number;
  environmentVariables?: Readonly<Record<string, string>>;
  mounts?: ContainerSpec['mounts'];
  /** Path and size in MiB; never executable. */
  tmpfs: Readonly<Record<string, number>>;
}

export function containerSpec(facts: HostFacts, template: ServiceTemplate): ContainerSpec {
  const { uid, gid } = template.owner;
  const attachment = (network: string, alias: string) => ({
    name: networkName(facts.labId, network),
    aliases: [alias],
  });
  return {
    name: containerName(facts.labId, template.service),
    image: template.image,
    user: `${uid}:${gid}`,
    command: undefined,
    environment: template.environmentVariables ?? {},
    labels: serviceLabels(facts, template),
    mounts: template.mounts ?? [],
    tmpfs: Object.entries(template.tmpfs).map(([path, size]) => ({
      path,
      sizeBytes: size * MiB,
      uid,
      gid,
      exec: false,
    })),
    networks: [
      ...template.networks.map((network) => attachment(network, template.service)),
      ...(template.asksIn ?? []).map((network) => attachment(network, `${template.service}-asking`)),
    ],
    memoryBytes: template.memoryBytes,
    cpus: template.cpus,
    pids: template.pids,
    oomScoreAdjust: template.oomScoreAdjust,
    stopGraceSeconds: template.stopGraceSeconds,
  };
}

function serviceLabels(facts: HostFacts, template: ServiceTemplate): Record<string, string> {
  const ofLab = { [labels.lab]: facts.labId, [labels.service]: template.service };
  return template.environment === undefined
    ? ofLab
    : { ...ofLab, [labels.environment]: template.environment };
}

/** The image of a service, and where it can be had from when it is not on this machine. */
export function imageOf(
  labFile: LabFile,
  facts: HostFacts,
  name: ImageName,
): { image: string; pullFrom: string | undefined } {
  const override = labFile.images.override[name];
  // A full reference that a person wrote says itself where it comes from.
  if (override !== undefined) return { image: override, pullFrom: override };
  const image = `labstead/${name}:${facts.version}`;
  const registry = labFile.images.registry ?? facts.registry;
  return { image, pullFrom: registry === undefined ? undefined : `${registry}/${image}` };
}

/** Address of one of the lab's hosts as browsers see it. */
export function publicUrl(host: string, httpsPort: number): string {
  return `https://${host}${httpsPort === 443 ? '' : `:${httpsPort}`}`;
}
