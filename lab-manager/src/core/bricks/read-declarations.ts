import type { z } from 'zod';
import { parseDuration } from '../duration.ts';
import { jsonObject, parsedJson, type JsonObject } from '../json.ts';
import { nearest } from '../nearest.ts';
import { parseBytes } from '../units.ts';
import { serviceKinds, type DeclaredService, type RefusedService } from '../model/brick.ts';
import { declarations, mostDeclared } from './declaration.ts';
import { refusedKeys, whyRefused } from './refused-keys.ts';
import { declaredName } from './service-names.ts';
import { shown } from '../shown.ts';

type Refusal = Pick<RefusedService, 'field' | 'message' | 'instead' | 'keeps'>;

export interface ReadDeclarations {
  services: readonly DeclaredService[];
  refused: readonly Refusal[];
}

/** What a brick's settings.json says of services: each by itself, so that a bad one takes no other with it. */
export function readDeclarations(settings: string): ReadDeclarations {
  const read = jsonObject(parsedJson(settings));
  if (read === undefined)
    return wholly('settings.json', 'is no JSON object', 'Correct it: glab can’t load the brick either.');
  const { services } = read;
  if (services === undefined) return { services: [], refused: [] };
  if (!Array.isArray(services) || services.length > mostDeclared)
    return wholly('services', `has to be a list of at most ${mostDeclared} services`, example);
  const each = services.map((one: unknown, index) => readOne(one, `services[${index}]`));
  const names = new Set<string>();
  return {
    services: each.flatMap(({ service }) => {
      if (service === undefined || names.has(service.name)) return [];
      names.add(service.name);
      return [service];
    }),
    refused: each.flatMap(({ service, refused }, index) => [
      ...refused,
      ...(service !== undefined && each.slice(0, index).some((other) => other.service?.name === service.name)
        ? [again(`services[${index}].name`, service.name)]
        : []),
    ]),
  };
}

const example = 'Write "services": [{ "name": "results", "kind": "database" }].';

function wholly(field: string, message: string, instead: string): ReadDeclarations {
  return { services: [], refused: [{ field, message, instead, keeps: 'all' }] };
}

const again = (field: string, name: string): Refusal => ({
  field,
  message: `"${name}" is there twice`,
  instead: 'Give each service of the brick a name of its own.',
  keeps: undefined,
});

function readOne(value: unknown, place: string): { service?: DeclaredService; refused: Refusal[] } {
  const declared = jsonObject(value);
  const keeps = nameOf(declared);
  const refuse = (field: string, message: string, instead: string): Refusal => ({
    field,
    message,
    instead,
    keeps,
  });
  if (declared === undefined) return { refused: [refuse(place, 'is no object', example)] };
  const kind = serviceKinds.find((one) => one === declared['kind']);
  if (kind === undefined) return { refused: [refuse(`${place}.kind`, ...unknownKind(declared['kind']))] };
  const read = declarations[kind].safeParse(declared);
  if (read.success) return { service: withNumbers(read.data), refused: [] };
  return { refused: read.error.issues.flatMap((issue) => refusals(issue, place, kind, refuse)) };
}

/** Only a name that could have been accepted once can have left anything behind; of another nothing can be told. */
function nameOf(declared: JsonObject | undefined): string {
  const name = declared?.['name'];
  return typeof name === 'string' && declaredName.test(name) ? name : 'all';
}

function unknownKind(kind: unknown): [message: string, instead: string] {
  const known = `The kinds are: ${serviceKinds.join(', ')}.`;
  if (kind === undefined) return ['is missing', known];
  if (typeof kind !== 'string') return ['has to be a text', known];
  const meant = nearest(kind.slice(0, 100), serviceKinds);
  return [
    `"${shown(kind)}" is no kind of service that a lab runs`,
    meant === undefined ? known : `Did you mean ${meant}? ${known}`,
  ];
}

type Refuse = (field: string, message: string, instead: string) => Refusal;

function refusals(
  issue: z.core.$ZodIssue,
  place: string,
  kind: keyof typeof declarations,
  refuse: Refuse,
): Refusal[] {
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue.keys, place, kind, refuse);
  const [field = '', ...inner] = issue.path;
  const path = [`${place}.${String(field)}`, ...inner.map((part) => `[${String(part)}]`)].join('');
  return [refuse(path, issue.message, `See ${handbook}.`)];
}

const handbook = 'the chapter on services in docs/bricks.md';

const mostKeys = 20;

function unknownKeys(
  keys: readonly string[],
  place: string,
  kind: keyof typeof declarations,
  refuse: Refuse,
): Refusal[] {
  const told = keys.slice(0, mostKeys).map((key) => unknownKey(key, place, kind, refuse));
  const more = keys.length - told.length;
  if (more <= 0) return told;
  return [...told, refuse(place, `has ${more} more keys that no service has`, `See ${handbook}.`)];
}

function unknownKey(key: string, place: string, kind: keyof typeof declarations, refuse: Refuse): Refusal {
  const field = `${place}.${shown(key)}`;
  const known = Object.keys(declarations[kind].shape);
  const reason = whyRefused(key) ?? whyRefused(key.toLowerCase());
  if (reason) return refuse(field, `is refused: ${reason.why}`, reason.instead);
  const meant = nearest(key.slice(0, 100), [...known, ...refusedKeys]);
  const possible = `A service of the kind ${kind} has: ${known.join(', ')}.`;
  return refuse(
    field,
    'is nothing a service can ask for',
    meant !== undefined && known.includes(meant) ? `Did you mean ${meant}? ${possible}` : possible,
  );
}

function withNumbers(
  read: z.infer<(typeof declarations)['database']> | z.infer<(typeof declarations)['app']>,
): DeclaredService {
  const memory = parseBytes(read.memory) ?? 0;
  if (read.kind === 'database') return { ...read, memory };
  return { ...read, memory, title: read.title ?? read.name, idle: parseDuration(read.idle) ?? 0 };
}
