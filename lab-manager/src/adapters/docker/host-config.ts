import { isDeepStrictEqual } from 'node:util';
import type Docker from 'dockerode';
import type { ContainerSpec } from '../../core/model/container-spec.ts';
import type { Capabilities } from './facts.ts';
import { deviceRequest, isGpuRequests } from './gpu-request.ts';
import { refuse } from './spec-checks.ts';

type HostConfig = Docker.HostConfig & { CgroupnsMode?: string };

/** The same for every container of the lab. */
const hardened = {
  Init: true,
  ReadonlyRootfs: true,
  CapDrop: ['ALL'],
  CapAdd: [],
  // The engine's default seccomp and AppArmor profiles stay: naming none is never "unconfined".
  SecurityOpt: ['no-new-privileges:true'],
  IpcMode: 'private',
  CgroupnsMode: 'private',
  RestartPolicy: { Name: 'unless-stopped' },
  LogConfig: { Type: 'local', Config: { 'max-size': '10m', 'max-file': '5' } },
  Ulimits: [
    { Name: 'nofile', Soft: 4096, Hard: 16384 },
    { Name: 'core', Soft: 0, Hard: 0 },
  ],
} satisfies HostConfig;

/** The hardened defaults, and what the spec says. */
export function hostConfig(spec: ContainerSpec, capabilities: Capabilities): HostConfig {
  return checkHostConfig(
    {
      ...hardened,
      // What has an end is not started again after it.
      ...(spec.once === true ? { RestartPolicy: { Name: 'no' } } : {}),
      NetworkMode: spec.networks[0]?.name ?? 'none',
      PidsLimit: spec.pids,
      Memory: spec.memoryBytes,
      // The same value means: no swap on top. Kernels that don't account for swap can't be told.
      ...(capabilities.swapLimit ? { MemorySwap: spec.memoryBytes } : {}),
      ...(spec.cpus === undefined ? {} : { NanoCpus: Math.round(spec.cpus * 1e9) }),
      ...(spec.gpus === undefined ? {} : { DeviceRequests: [deviceRequest(spec.gpus)] }),
      OomScoreAdj: spec.oomScoreAdjust,
      // Mounts, not Binds: a source that is missing is an error, not a directory that the engine makes as root.
      Mounts: spec.mounts.map(({ source, target, readOnly }) => ({
        Type: 'bind',
        Source: source,
        Target: target,
        ReadOnly: readOnly,
        BindOptions: { Propagation: 'rprivate' },
      })),
      Tmpfs: Object.fromEntries(spec.tmpfs.map((tmpfs) => [tmpfs.path, tmpfsOptions(tmpfs)])),
    },
    spec.name,
  );
}

const tmpfsOptions = ({ sizeBytes, uid, gid, exec }: ContainerSpec['tmpfs'][number]): string =>
  `rw,${exec ? 'exec' : 'noexec'},nosuid,nodev,size=${sizeBytes},uid=${uid},gid=${gid},mode=0700`;

/** What a spec may vary. */
const fromSpec: ReadonlySet<string> = new Set([
  'NetworkMode',
  'PidsLimit',
  'Memory',
  'MemorySwap',
  'NanoCpus',
  'OomScoreAdj',
  'Mounts',
  'Tmpfs',
]);

/** The last gate before the engine: an allow-list, because a deny-list forgets. */
export function checkHostConfig(config: HostConfig, what: string): HostConfig {
  for (const [key, value] of Object.entries(config)) {
    if (key === 'DeviceRequests' && isGpuRequests(value)) continue;
    if (fromSpec.has(key) || (key === 'RestartPolicy' && isDeepStrictEqual(value, { Name: 'no' }))) continue;
    if (!Object.hasOwn(hardened, key)) refuse(what, `HostConfig.${key} is not allowed`);
    if (!isDeepStrictEqual(value, hardened[key as keyof typeof hardened])) {
      refuse(what, `HostConfig.${key} must not differ from the lab's default`);
    }
  }
  const missing = Object.keys(hardened).find((key) => !Object.hasOwn(config, key));
  if (missing !== undefined) refuse(what, `HostConfig.${missing} is missing`);
  return config;
}
