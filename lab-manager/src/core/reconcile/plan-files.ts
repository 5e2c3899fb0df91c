import { dirname } from 'node:path';
import { secretMode } from '../desired/secrets.ts';
import type { Draft, PlanBuilder } from './plan-builder.ts';
import type { DesiredDirectory, DesiredSecret, DesiredState } from '../model/desired-state.ts';
import type { ObservedFiles } from '../model/observed-state.ts';

/** The steps that make what lies at or under a path ready to be mounted. */
export interface FilesPlan {
  readyFor(path: string): readonly Draft[];
  /** Once these are done, every directory is there. */
  allDirectories: readonly Draft[];
}

export function planFiles(plan: PlanBuilder, desired: DesiredState, observed: ObservedFiles): FilesPlan {
  const directories = planDirectories(plan, desired.directories, observed.directories);
  const secrets = planSecrets(plan, desired.secrets, observed.secrets, directories);
  const above = new Set([...directories.values()].flatMap((step) => [...step.after]));
  return {
    allDirectories: [...directories.values()].filter((step) => !above.has(step)),
    readyFor(path) {
      const inside = secrets.get(path);
      if (inside !== undefined) return inside;
      const directory = nearest(path, directories);
      return directory === undefined ? [] : [directory];
    },
  };
}

type Found = ObservedFiles['directories'][number];

function planDirectories(
  plan: PlanBuilder,
  desired: readonly DesiredDirectory[],
  observed: readonly Found[],
): Map<string, Draft> {
  const present = new Map(observed.map((it) => [it.path, it]));
  const planned = new Map<string, Draft>();
  for (const directory of desired) {
    const cause = causeFor(present.get(directory.path), { ...directory.owner, mode: directory.mode });
    if (cause === undefined) continue;
    const parent = nearest(dirname(directory.path), planned);
    planned.set(directory.path, plan.add({ kind: 'ensureDirectory', directory, cause }, [parent]));
  }
  return planned;
}

/** Answers the planned secrets by the directories they lie in. */
function planSecrets(
  plan: PlanBuilder,
  desired: readonly DesiredSecret[],
  observed: readonly Found[],
  directories: ReadonlyMap<string, Draft>,
): Map<string, Draft[]> {
  const present = new Map(observed.map((it) => [it.path, it]));
  const byPath = new Map<string, Draft>();
  const byDirectory = new Map<string, Draft[]>();
  for (const secret of desired) {
    const cause = causeFor(present.get(secret.path), { ...secret.owner, mode: secretMode });
    if (cause === undefined) continue;
    const directory = dirname(secret.path);
    const original = secret.copyOf === undefined ? undefined : byPath.get(secret.copyOf);
    const step = plan.add({ kind: 'createSecret', secret, cause }, [
      nearest(directory, directories),
      original,
    ]);
    byPath.set(secret.path, step);
    byDirectory.set(directory, [...(byDirectory.get(directory) ?? []), step]);
  }
  return byDirectory;
}

function causeFor(found: Found | undefined, wanted: Omit<Found, 'path'>): string | undefined {
  if (found === undefined) return 'it does not exist';
  const same = found.uid === wanted.uid && found.gid === wanted.gid && found.mode === wanted.mode;
  return same ? undefined : 'its owner or mode changed';
}

/** The planned step for this path or the nearest one above it. */
function nearest(path: string, planned: ReadonlyMap<string, Draft>): Draft | undefined {
  for (let at = path; ; at = dirname(at)) {
    const step = planned.get(at);
    if (step !== undefined) return step;
    if (at === dirname(at)) return undefined;
  }
}
