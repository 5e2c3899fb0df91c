const network = [
  'a service has networks of its own, in which nothing else is',
  'An app is reached over its host, and reaches the databases of its brick.',
] as const;
const rights = [
  'a service of a brick has no more rights than any other container of the lab: none',
  'Leave it out; what needs rights on the machine is for the machine’s administrator.',
] as const;
const mounts = [
  'nothing of the machine is mounted into a service of a brick',
  'Keep data in a service of the kind database; the brick’s own files are in /bricks, read-only.',
] as const;
const images = [
  'services run from the images of the lab, not from others',
  'Write kind: database, or kind: app with a command that runs in glab’s image.',
] as const;
const variables = [
  'variables come from the lab file',
  'Set them in lab.yaml under environments.<name>.variables; how databases are reached is in variables of their own.',
] as const;
const secrets = [
  'secrets are files that the lab makes',
  'The password of each database of the brick is in the file that LABSTEAD_SERVICE_<NAME>_PASSWORD_FILE names.',
] as const;
const order = [
  'the lab knows the order: databases before apps',
  'Leave it out; an app starts when somebody opens it and stops when nobody uses it.',
] as const;

/** What people write who know compose files: why it is refused, and what to write instead. */
const reasons: Readonly<Record<string, readonly [why: string, instead: string]>> = {
  privileged: rights,
  cap_add: rights,
  capabilities: rights,
  security_opt: rights,
  devices: rights,
  device_cgroup_rules: rights,
  gpus: rights,
  runtime: rights,
  sysctls: rights,
  user: rights,
  pid: rights,
  ipc: rights,
  userns_mode: rights,
  cgroup_parent: rights,
  volumes: mounts,
  volumes_from: mounts,
  mounts: mounts,
  binds: mounts,
  tmpfs: mounts,
  network_mode: network,
  networks: network,
  extra_hosts: network,
  dns: network,
  links: network,
  ports: ['only the edge publishes ports', 'Write port: the one port that the app listens on.'],
  expose: ['only the edge reaches an app', 'Write port: the one port that the app listens on.'],
  image: images,
  build: images,
  environment: variables,
  env_file: variables,
  variables,
  secrets,
  password: secrets,
  user_name: secrets,
  username: secrets,
  database: ['a database is called as the service is', 'Write name.'],
  container_name: ['the lab makes names of the brick’s and the service’s', 'Write name.'],
  entrypoint: ['an app has one program', 'Write command, as a list of arguments.'],
  args: ['an app has one program', 'Write command, as a list of arguments.'],
  restart: order,
  depends_on: order,
  deploy: ['limits stand beside the name', 'Write memory, cpus and pids.'],
  mem_limit: ['limits stand beside the name', 'Write memory.'],
  healthcheck: ['an app is healthy while its port answers', 'Leave it out.'],
  glab: [
    'who reaches glab without the edge can be anybody there',
    'Call glab’s API through the edge, as any program does: with a person’s API token.',
  ],
  internet: ['an app has no way out', 'Fetch what it shows with a task, which has one.'],
};

export const refusedKeys: readonly string[] = Object.keys(reasons);

/** Undefined for a key that is merely unknown. */
export function whyRefused(key: string): { why: string; instead: string } | undefined {
  const found = Object.hasOwn(reasons, key) ? reasons[key] : undefined;
  return found && { why: found[0], instead: found[1] };
}
