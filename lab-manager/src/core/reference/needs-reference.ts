import { jsonObject, parsedJson, type JsonObject } from '../json.ts';

/** Constellab's bricks that use its reference database say where it is and as whom they ask in these variables. */
const theirVariables = /^(?:[a-z0-9_]+:)?(?:GWS_)?BIOTA_DB_(?:URL|USER|NAME|PASSWORD)$/i;

/**
 * Whether the brick with this `settings.json` needs the reference database: it lists `biota` under
 * `environment.references` (ours), or it has one of Constellab's variables for it. What is no settings file needs
 * nothing: glab says what is wrong with it.
 */
export function needsReference(settings: string): boolean {
  const read = jsonObject(parsedJson(settings)) ?? {};
  const environment = objectIn(read, 'environment');
  const references = environment['references'];
  if (Array.isArray(references) && references.includes('biota')) return true;
  return [objectIn(read, 'variables'), objectIn(environment, 'variables')].some((variables) =>
    Object.keys(variables).some((name) => theirVariables.test(name)),
  );
}

const objectIn = (within: JsonObject, key: string): JsonObject => jsonObject(within[key]) ?? {};
