import { jsonObject, type JsonObject } from '../json.ts';
import { shown } from '../shown.ts';
import { whyRefused } from './refused-keys.ts';

/** What a service of a compose file asks for that no brick gets. */
export interface RefusedRight {
  /** As it stands there: `privileged`, `volumes /:/host`. */
  what: string;
  why: string;
  instead: string;
}

const rights = [
  'privileged',
  'cap_add',
  'devices',
  'device_cgroup_rules',
  'gpus',
  'runtime',
  'sysctls',
  'cgroup_parent',
  'security_opt',
  'network_mode',
  'pid',
  'ipc',
  'userns_mode',
  'volumes_from',
];

/** More of one service's volumes say nothing new. */
const mostVolumes = 5;

export function refusedRights(service: JsonObject): readonly RefusedRight[] {
  const keys = rights
    .filter((key) => Object.hasOwn(service, key) && asksFor(service[key]))
    .flatMap((key) => refusal(key, key));
  return [
    ...keys,
    ...volumesOf(service['volumes']).flatMap((volume) =>
      refusal('volumes', `volumes ${shown(volume, 80)}`, volume),
    ),
  ];
}

function refusal(key: string, what: string, volume = ''): RefusedRight[] {
  const found = whyRefused(key);
  if (found === undefined) return [];
  if (!/docker\.sock\b/.test(volume)) return [{ what, ...found }];
  return [
    {
      what,
      why: 'whoever reaches Docker’s socket owns the machine',
      instead: 'Leave it out: the lab alone starts containers, those that settings.json declares.',
    },
  ];
}

/** `privileged: false` asks for nothing. */
const asksFor = (value: unknown): boolean =>
  value !== false && value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);

/** Those that lead onto the machine: not a volume by its name, and not Constellab's own folders for a brick's data. */
function volumesOf(volumes: unknown): readonly string[] {
  const all = Array.isArray(volumes) ? volumes : Object.values(jsonObject(volumes) ?? {});
  return all.flatMap(machinePath).slice(0, mostVolumes);
}

function machinePath(volume: unknown): string[] {
  const { source, target } = jsonObject(volume) ?? {};
  const text = typeof volume === 'string' ? volume : typeof source === 'string' ? source : '';
  if (!/^[/.~$]/.test(text) || /^\$\{?LAB_VOLUME_HOST/.test(text)) return [];
  return [typeof volume === 'string' || typeof target !== 'string' ? text : `${text}:${target}`];
}
