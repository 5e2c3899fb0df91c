import type { DesiredService, DesiredState } from '../src/core/model/desired-state.ts';

/** A compose file that says what a lab's desired state says, hardening included. */
export function composeFile(labId: string, { services, networks }: DesiredState): object {
  return {
    name: labId,
    services: Object.fromEntries(services.map((service) => [service.name, composeService(service)])),
    networks: Object.fromEntries(
      networks.map(({ name, internal, labels }) => [name, { name, internal, labels }]),
    ),
  };
}

function composeService({ spec, after }: DesiredService): object {
  return {
    image: spec.image,
    pull_policy: 'never',
    container_name: spec.name,
    user: spec.user,
    environment: spec.environment,
    labels: spec.labels,
    volumes: spec.mounts.map(({ source, target, readOnly }) => ({
      type: 'bind',
      source,
      target,
      read_only: readOnly,
      bind: { create_host_path: false, propagation: 'rprivate' },
    })),
    tmpfs: spec.tmpfs.map(
      ({ path, sizeBytes, uid, gid }) =>
        `${path}:rw,noexec,nosuid,nodev,size=${sizeBytes},uid=${uid},gid=${gid},mode=0700`,
    ),
    networks: Object.fromEntries(spec.networks.map(({ name, aliases }) => [name, { aliases }])),
    depends_on: Object.fromEntries(after.map((name) => [name, { condition: 'service_healthy' }])),
    mem_limit: spec.memoryBytes,
    memswap_limit: spec.memoryBytes,
    ...(spec.cpus === undefined ? {} : { cpus: spec.cpus }),
    pids_limit: spec.pids,
    oom_score_adj: spec.oomScoreAdjust,
    stop_grace_period: `${spec.stopGraceSeconds}s`,
    init: true,
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    ipc: 'private',
    cgroup: 'private',
    restart: 'unless-stopped',
    logging: { driver: 'local', options: { 'max-size': '10m', 'max-file': '5' } },
    ulimits: { nofile: { soft: 4096, hard: 16384 }, core: { soft: 0, hard: 0 } },
  };
}
