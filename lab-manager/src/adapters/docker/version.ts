import { LabError } from '../../core/model/lab-error.ts';

/** The range the conformance suite vouches for. */
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
      ? between(numbers(found.apiVersion) ?? [0, 0], [1, 41], [1, 53])
      : between(engine, [20, 10], [29, Number.POSITIVE_INFINITY]);
  if (known) return;
  throw new LabError(
    'docker.unsupported_version',
    `Docker ${found.version} (API ${found.apiVersion}) is not supported; supported are ${supported.from} to ${supported.to}`,
    { hint: `Install a Docker engine between ${supported.from} and ${supported.to}.` },
  );
}

type Pair = readonly [number, number];

function numbers(version: string): Pair | undefined {
  const match = /^v?(\d+)\.(\d+)/.exec(version);
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

const atLeast = (a: Pair, b: Pair): boolean => a[0] > b[0] || (a[0] === b[0] && a[1] >= b[1]);
const between = (found: Pair, from: Pair, to: Pair): boolean => atLeast(found, from) && atLeast(to, found);

export const apiAtLeast = (apiVersion: string, wanted: Pair): boolean =>
  atLeast(numbers(apiVersion) ?? [0, 0], wanted);
