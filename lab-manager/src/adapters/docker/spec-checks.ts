import { posix } from 'node:path';
import type { BindMount, ContainerSpec } from '../../core/model/container-spec.ts';
import type { GpuRequest } from '../../core/model/gpu.ts';
import { LabError } from '../../core/model/lab-error.ts';
import { gpuName } from './gpu-request.ts';
import { bearsLab } from './labels.ts';
import { labels } from '../../core/names.ts';

type Known<T> = Readonly<Record<keyof T, true>>;

const specKeys: Known<ContainerSpec> = {
  name: true,
  image: true,
  user: true,
  command: true,
  environment: true,
  labels: true,
  mounts: true,
  tmpfs: true,
  networks: true,
  memoryBytes: true,
  cpus: true,
  pids: true,
  oomScoreAdjust: true,
  stopGraceSeconds: true,
  once: true,
  gpus: true,
};
const mountKeys: Known<BindMount> = { source: true, target: true, readOnly: true };
const tmpfsKeys: Known<ContainerSpec['tmpfs'][number]> = {
  path: true,
  sizeBytes: true,
  uid: true,
  gid: true,
  exec: true,
};
const networkKeys: Known<ContainerSpec['networks'][number]> = { name: true, aliases: true };

/** Refuses whatever a template must never ask for; types end where data comes from elsewhere. */
export function checkSpec(spec: ContainerSpec, labId: string, dataRoot: string): void {
  checkKeys(spec, specKeys, spec.name);
  for (const mount of spec.mounts) checkMount(mount, spec.name, dataRoot);
  for (const tmpfs of spec.tmpfs) {
    checkKeys(tmpfs, tmpfsKeys, `${spec.name}: tmpfs`);
    checkTarget(tmpfs.path, spec.name);
    checkNumbers(spec.name, { sizeBytes: tmpfs.sizeBytes });
  }
  for (const network of spec.networks) {
    checkKeys(network, networkKeys, `${spec.name}: network`);
    checkNetwork(network.name, labId, spec.name);
  }
  checkUser(spec.user, spec.name);
  checkEnvironment(spec.environment, spec.name);
  checkLabels(spec.labels, labId, spec.name);
  if (!spec.name.startsWith(`${labId}-`)) refuse(spec.name, `the name does not begin with ${labId}-`);
  checkNumbers(spec.name, { memoryBytes: spec.memoryBytes, pids: spec.pids, cpus: spec.cpus ?? 1 });
  if (spec.gpus !== undefined) checkGpus(spec.gpus, spec.name);
  if (Math.abs(spec.oomScoreAdjust) > 1000) refuse(spec.name, 'oomScoreAdjust is out of range');
  if (!(spec.stopGraceSeconds >= 0)) refuse(spec.name, 'stopGraceSeconds is negative');
}

export function refuse(what: string, why: string): never {
  throw new LabError('spec.refused', `A container may not be like this: ${what}, ${why}.`, {
    hint: 'This is a mistake in Labstead, not in the lab file: please report it.',
  });
}

function checkKeys(value: object, known: Readonly<Record<string, true>>, what: string): void {
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(known, key));
  if (unknown !== undefined) refuse(what, `"${unknown}" is nothing a container may ask for`);
}

function checkMount(mount: BindMount, what: string, dataRoot: string): void {
  checkKeys(mount, mountKeys, `${what}: mount`);
  checkTarget(mount.target, what);
  if (!isPlainPath(mount.source) || !mount.source.startsWith(`${dataRoot}/`)) {
    refuse(what, `bind source "${mount.source}" is not a plain path under the data root`);
  }
}

const kernelPaths = ['/proc', '/sys', '/dev'];

function checkTarget(target: string, what: string): void {
  const kernel = kernelPaths.some((path) => target === path || target.startsWith(`${path}/`));
  if (!isPlainPath(target) || target === '/' || kernel) {
    refuse(what, `"${target}" is no place to mount something`);
  }
}

/** Absolute, without `..`, `.`, doubled or trailing slashes and NUL: what is compared is what is mounted. */
const isPlainPath = (path: string): boolean =>
  path.startsWith('/') && !path.includes('\0') && posix.resolve(path) === path;

function checkUser(user: string, what: string): void {
  const match = /^([1-9]\d{0,9}):([1-9]\d{0,9})$/.exec(user);
  if (match === null) refuse(what, `user "${user}" is not a numeric uid:gid other than root`);
}

/** Networks of the engine's own (host, none, bridge, container:…) and of other labs are out of reach. */
function checkNetwork(network: string, labId: string, what: string): void {
  if (!network.startsWith(`${labId}-`)) refuse(what, `network "${network}" is not one of the lab's`);
}

function checkEnvironment(environment: ContainerSpec['environment'], what: string): void {
  for (const [name, value] of Object.entries(environment)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) refuse(what, `"${name}" is no name of a variable`);
    if (value.includes('\0')) refuse(what, `variable ${name} contains a NUL`);
  }
}

function checkLabels(found: ContainerSpec['labels'], labId: string, what: string): void {
  if (!bearsLab(found, labId)) refuse(what, `label ${labels.lab}=${labId} is missing`);
  if (found[labels.configHash] !== undefined) refuse(what, 'the config hash is not for the spec to say');
}

const gpuKeys: Known<GpuRequest> = { driver: true, count: true, ids: true };

/** GPUs and no other device: a name through CDI could be anything that somebody configured. */
function checkGpus(gpus: GpuRequest, what: string): void {
  checkKeys(gpus, gpuKeys, `${what}: gpus`);
  const { driver, count, ids } = gpus;
  if (driver === 'cdi' && !ids.every((id) => gpuName.test(id)))
    refuse(what, 'it asks for a device that is no GPU');
  if ((count === undefined) === (ids.length === 0))
    refuse(what, 'it asks for GPUs both by number and by name, or by neither');
}

function checkNumbers(what: string, numbers: Record<string, number>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!(Number.isFinite(value) && value > 0)) refuse(what, `${name} is not a positive number`);
  }
}
