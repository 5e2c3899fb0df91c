import { defaults, limits } from './limits.ts';
import { mapping } from './mapping-fields.ts';
import { domainObjection, imageObjection, nameObjection, registryObjection } from './rules.ts';
import { bytes, choice, flag, number, requiredText, text } from './scalar-fields.ts';
import { variables } from './variables.ts';
import { invalid, type Field, type Place } from './field.ts';
import type { ImagesFile, LabFile, ResourcesFile, TlsMode } from '../model/lab-file.ts';

const image = text({ objection: imageObjection, example: 'registry.example.org/lab/glab:1.2' }, undefined);
const readOverride = mapping({ glab: image, database: image, front: image });

/** Every key of a lab file, with its default and its rule. */
export const labFileFields: Field<LabFile> = mapping(
  {
    name: requiredText({ objection: nameObjection, example: '"Our lab"' }),
    domain: text({ objection: domainObjection, example: 'lab.example.org' }, defaults.domain),
    tls: mapping({
      mode: choice<TlsMode>(['internal'], defaults.tlsMode, ['acme-http', 'acme-dns', 'files', 'off']),
    }),
    environments: mapping(
      {
        prod: mapping(
          {
            enabled: flag(true),
            resources: mapping({ glab: resources(defaults.glab), database: resources(defaults.database) }),
            variables,
          },
          ['bricks', 'gpu'],
        ),
      },
      ['dev'],
    ),
    images: mapping({
      registry: text({ objection: registryObjection, example: 'mirror.example.org/lab' }, undefined),
      override,
    }),
  },
  ['codelab', 'biota', 'registries', 'backup', 'space', 'notifications', 'updates'],
);

/** Only what is written: a key without a value overrides nothing. */
function override(place: Place): ImagesFile['override'] | typeof invalid {
  const read = readOverride(place);
  if (read === invalid) return invalid;
  return Object.fromEntries(Object.entries(read).filter(([, reference]) => reference !== undefined));
}

function resources(fallback: ResourcesFile): Field<ResourcesFile> {
  return mapping({
    memory: bytes(limits.memory, fallback.memory),
    cpus: number({ ...limits.cpus, whole: false, unit: 'cores' }, fallback.cpus),
    pids: number({ ...limits.pids, whole: true, unit: 'processes' }, fallback.pids),
  });
}
