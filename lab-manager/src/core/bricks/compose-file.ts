import { parse } from 'yaml';
import { jsonObject, type JsonObject } from '../json.ts';
import type { ServiceKind } from '../model/brick.ts';
import { refusedRights, type RefusedRight } from './compose-rights.ts';

/** One service of a brick's compose file, as far as it says what it is for. */
export interface ComposeService {
  name: string;
  image: string;
  /** Of our kinds; undefined: none of them. */
  kind: ServiceKind | undefined;
  port: number | undefined;
  /** What of it would give a container rights on the machine. */
  problems: readonly RefusedRight[];
}

const object = (value: unknown): JsonObject => jsonObject(value) ?? {};

/** Undefined for a text that is no compose file. */
export function servicesOfComposeFile(text: string): readonly ComposeService[] | undefined {
  const services = object(object(yaml(text))['services']);
  const names = Object.keys(services);
  return names.length === 0 || names.length > 20
    ? undefined
    : names.map((name) => serviceOf(name, object(services[name])));
}

/** As many as a file of some services needs that writes what they share once; more make a small text a large value. */
const mostAliases = 100;

function yaml(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: mostAliases, merge: true, logLevel: 'silent' });
  } catch {
    return undefined;
  }
}

const mariadb = /^(?:[a-z0-9.:-]+\/)*(?:mariadb|mysql)(?::[\w.-]+)?$/;
function serviceOf(name: string, service: JsonObject): ComposeService {
  const image = typeof service['image'] === 'string' ? service['image'] : 'that it builds';
  const page = pageOf(service['x-gws-config']);
  const kind = mariadb.test(image) ? 'database' : page === undefined ? undefined : 'app';
  return {
    name,
    image,
    kind,
    port: page?.port,
    problems: refusedRights(service),
  };
}

/** Constellab's way of asking for a host: `x-gws-config: { https: { subDomain, internalPort } }`, or a list of such. */
function pageOf(config: unknown): { port: number | undefined } | undefined {
  const https = (Array.isArray(config) ? config : [config]).map((one) => object(one)['https']);
  const first = https
    .flat()
    .map(object)
    .find((one) => Object.keys(one).length > 0);
  if (first === undefined) return undefined;
  const port = Number(first['internalPort']);
  return { port: Number.isInteger(port) && port >= 1024 && port <= 65_535 ? port : undefined };
}
