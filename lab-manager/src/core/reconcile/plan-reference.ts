import { configHash } from '../desired/config-hash.ts';
import { reaches } from './reaches.ts';
import { titleOf } from '../reference/generation.ts';
import { hasGeneration } from '../reference/has-generation.ts';
import type { FilesPlan } from './plan-files.ts';
import type { ImagesPlan } from './plan-images.ts';
import type { StraysPlan } from './plan-strays.ts';
import type { Draft, PlanBuilder } from './plan-builder.ts';
import type { World } from './world.ts';
import type { DesiredReference, DesiredService } from '../model/desired-state.ts';
import type { ObservedFiles } from '../model/observed-state.ts';
import type { Purpose } from '../model/operation.ts';

export interface ReferencePlan {
  /** Whether what the service mounts is there, or will be by this plan. */
  canBeHad(service: DesiredService): boolean;
  /** The step that builds what lies at this path. */
  readyFor(path: string): readonly Draft[];
  /** A download may take hours, or fail: whatever else is to be done, and doesn't need it, comes first. */
  letOthersGoFirst(all: readonly Draft[]): void;
}

/** Gets the reference data that a running service needs. Only an apply does: it may be large, and nobody asked a heal. */
export function planReference(
  plan: PlanBuilder,
  { desired, observed }: World,
  before: { files: FilesPlan; images: ImagesPlan; strays: StraysPlan },
  purpose: Purpose,
): ReferencePlan {
  const { reference } = desired;
  const present = reference === undefined || hasGeneration(observed.files, reference.generation);
  const missing = present ? undefined : reference;
  planArchivesToRemove(plan, observed.files.archives, missing?.archive);

  const service = missing && desired.services.find((one) => mounts(one, missing.folder));
  const wanted = service?.running === true && before.images.canBeHad(service) && purpose === 'apply';
  const fetched = wanted && missing ? fetch(plan, missing, before.files) : undefined;
  const built =
    fetched && missing && service ? build(plan, missing, service, { ...before, fetched }) : undefined;
  return {
    canBeHad: (one) => missing === undefined || built !== undefined || !mounts(one, missing.folder),
    readyFor: (path) => (built !== undefined && path === missing?.folder ? [built] : []),
    letOthersGoFirst(all) {
      if (fetched === undefined) return;
      for (const draft of all) if (draft !== fetched && !reaches(draft, fetched)) fetched.after.add(draft);
    },
  };
}

const mounts = ({ spec }: DesiredService, folder: string): boolean =>
  spec.mounts.some(({ source }) => source === folder);

function fetch(plan: PlanBuilder, { set, archive }: DesiredReference, files: FilesPlan): Draft {
  const cause = `${titleOf(set)} is not built`;
  return plan.add({ kind: 'fetchReference', set, archive, cause }, files.allDirectories);
}

function build(
  plan: PlanBuilder,
  { set, generation, build: spec }: DesiredReference,
  service: DesiredService,
  { images, strays, fetched }: { images: ImagesPlan; strays: StraysPlan; fetched: Draft },
): Draft {
  // What a build left that was cut goes first.
  const leftover = strays.removed.get(spec.name);
  return plan.add(
    {
      kind: 'buildReference',
      set,
      generation,
      spec,
      configHash: configHash(spec),
      cause: `${service.name} serves it`,
    },
    [fetched, images.pulled(service), leftover],
  );
}

function planArchivesToRemove(
  plan: PlanBuilder,
  archives: ObservedFiles['archives'],
  wanted: string | undefined,
): void {
  for (const { name: archive } of archives) {
    // Its unfinished form is the same name with more behind it.
    if (wanted !== undefined && archive.startsWith(wanted)) continue;
    plan.add({ kind: 'removeArchive', archive, cause: 'nothing is built from it any more' });
  }
}
