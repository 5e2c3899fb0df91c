import { backup } from './backup-fields.ts';
import { defaults, limits } from './limits.ts';
import { mapping } from './mapping-fields.ts';
import { labName } from './name-field.ts';
import { domainObjection, imageObjection, registryObjection } from './rules.ts';
import { idle, schedule, timeZone } from './on-demand-fields.ts';
import { bytes, choice, flag, number, text } from './scalar-fields.ts';
import { referenceSet } from './reference-set.ts';
import { gpu } from './gpu-field.ts';
import { variables } from './variables.ts';
import { invalid, type Field, type Place } from './field.ts';
import { biotaModes, type BiotaMode } from '../model/lab-file.ts';
import type { EnvironmentFile, ImagesFile, LabFile, ResourcesFile, TlsMode } from '../model/lab-file.ts';

const image = text({ objection: imageObjection, example: 'registry.example.org/lab/glab:1.2' }, undefined);
const readOverride = mapping({
  glab: image,
  database: image,
  front: image,
  codelab: image,
  'biota-db': image,
});

/** Every key of a lab file, with its default and its rule. */
export const labFileFields: Field<LabFile> = mapping(
  {
    name: labName,
    domain: text({ objection: domainObjection, example: 'lab.example.org' }, defaults.domain),
    timeZone,
    tls: mapping({
      mode: choice<TlsMode>(['internal'], defaults.tlsMode, ['acme-http', 'acme-dns', 'files', 'off']),
    }),
    // Dev is for labs that develop bricks, and four containers more.
    environments: mapping({ prod: environment({ enabled: true }), dev: environment({ enabled: false }) }),
    codelab: mapping({ enabled: flag(true), internet: flag(false), resources: resources(defaults.codelab) }),
    biota: mapping({
      mode: choice<BiotaMode>(biotaModes, defaults.biota.mode, []),
      memory: bytes(limits.memory, defaults.biota.memory),
      set: referenceSet,
    }),
    images: mapping({
      registry: text({ objection: registryObjection, example: 'mirror.example.org/lab' }, undefined),
      override,
    }),
    backup,
  },
  ['registries', 'space', 'notifications', 'updates'],
);

/** Only what is written: a key without a value overrides nothing. */
function override(place: Place): ImagesFile['override'] | typeof invalid {
  const read = readOverride(place);
  if (read === invalid) return invalid;
  return Object.fromEntries(Object.entries(read).filter(([, reference]) => reference !== undefined));
}

function environment({ enabled }: { enabled: boolean }): Field<EnvironmentFile> {
  return mapping(
    {
      enabled: flag(enabled),
      internet: flag(false),
      resources: mapping({ glab: resources(defaults.glab), database: resources(defaults.database) }),
      gpu,
      variables,
      brickServices: mapping({
        count: number(
          { ...limits.brickServices, whole: true, unit: 'services' },
          defaults.brickServices.count,
        ),
        memory: bytes(limits.memory, defaults.brickServices.memory),
        cpus: number({ ...limits.cpus, whole: false, unit: 'cores' }, defaults.brickServices.cpus),
        pids: number({ ...limits.pids, whole: true, unit: 'processes' }, defaults.brickServices.pids),
      }),
      schedule,
      idle,
    },
    ['bricks'],
  );
}

function resources(fallback: ResourcesFile): Field<ResourcesFile> {
  return mapping({
    memory: bytes(limits.memory, fallback.memory),
    cpus: number({ ...limits.cpus, whole: false, unit: 'cores' }, fallback.cpus),
    pids: number({ ...limits.pids, whole: true, unit: 'processes' }, fallback.pids),
  });
}
