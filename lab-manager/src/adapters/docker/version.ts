import { LabError } from '../../core/model/lab-error.ts';

/** The conformance suite runs against the machine's own engine and one of 28 or newer. `containers/engine.sh` says the same. */
export const supported = { from: '20.10', to: '29', apiFrom: '1.41', apiTo: '1.53' } as const;

export interface FoundVersion {
  version: string;
  apiVersion: string;
}

/**
 * Requests carry no version in their path, so the engine answers in its own newest dialect; this says whether we know it.
 * Engines without a number in their version (builds from source) are judged by their API version.
 */
export function checkVersion(found: FoundVersion): void {
  const engine = numbers(found.version);
  const known =
    engine === undefined
      ? between(numbers(found.apiVersion) ?? [0, 0], limit(supported.apiFrom), limit(supported.apiTo))
      : between(engine, limit(supported.from), limit(supported.to));
  if (known) return;
  throw new LabError(
    'docker.unsupported_version',
    `Docker ${found.version} (API ${found.apiVersion}) is not supported; supported are ${supported.from} to ${supported.to}.`,
    { hint: `Install a Docker engine between ${supported.from} and ${supported.to}.` },
  );
}

type Pair = readonly [number, number];

function numbers(version: string): Pair | undefined {
  const match = /^v?(\d+)\.(\d+)/.exec(version);
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

/** One without a second number means all that begin with the first. */
function limit(version: string): Pair {
  const [major = 0, minor = Number.POSITIVE_INFINITY] = version.split('.').map(Number);
  return [major, minor];
}

const atLeast = (a: Pair, b: Pair): boolean => a[0] > b[0] || (a[0] === b[0] && a[1] >= b[1]);
const between = (found: Pair, from: Pair, to: Pair): boolean => atLeast(found, from) && atLeast(to, found);

export const apiAtLeast = (apiVersion: string, wanted: Pair): boolean =>
  atLeast(numbers(apiVersion) ?? [0, 0], wanted);
