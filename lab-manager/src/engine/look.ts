import { desiredState } from '../core/desired/desired-state.ts';
import type { DiskSpace } from '../core/health/check.ts';
import type { DesiredState } from '../core/model/desired-state.ts';
import type { HostFacts } from '../core/model/host-facts.ts';
import type { LabFile } from '../core/model/lab-file.ts';
import type { EdgeTrouble, ObservedState } from '../core/model/observed-state.ts';
import type { Plan, Purpose } from '../core/model/operation.ts';
import type { ContainerEngine, EngineFacts, LabFiles, Store } from '../core/ports.ts';
import { measureCodelab, measureDisks } from './disks.ts';
import { previousName } from '../core/names.ts';
import { withRefusedApps } from '../core/reconcile/refused-apps.ts';
import { reconcile } from '../core/reconcile/reconcile.ts';

export interface Eyes {
  engine: ContainerEngine;
  files: LabFiles;
  store: Store;
  /** Facts of this installation, with the present time. */
  facts(): HostFacts;
  /** Looks anew at what `facts` can't be asked for at once: the environments' bricks. */
  refreshFacts(): Promise<void>;
  /** Undefined before the engine was first met. */
  engineFacts(): EngineFacts | undefined;
  /** Whether the lab can be reached is asked all the time, not at each look. */
  edgeTrouble(): EdgeTrouble | undefined;
}

/** One look: what should be and what is, at the same moment. */
export interface Look {
  desired: DesiredState;
  observed: ObservedState;
  /** What leads from the one to the other. */
  plan: Plan;
  disks: readonly DiskSpace[];
  codelabDisks: readonly DiskSpace[];
}

export interface LookOptions {
  /** Of the plan that comes with it. */
  purpose: Purpose;
  signal?: AbortSignal | undefined;
  heldBack?: ReadonlyMap<string, string>;
}

/** What should be, without looking at what is. */
export function desiredNow(eyes: Eyes, labFile: LabFile): DesiredState {
  const { wishes } = eyes.store;
  return desiredState(labFile, eyes.facts(), {
    stopped: wishes.stopped(),
    uninstalled: wishes.uninstalled(),
    started: wishes.started(),
  });
}

/** Asks the engine and the data root once; everything derived from the answer is pure. */
export async function look(
  eyes: Eyes,
  labFile: LabFile,
  { purpose, signal, heldBack = eyes.store.wishes.heldBack() }: LookOptions,
): Promise<Look> {
  await eyes.refreshFacts();
  const facts = eyes.facts();
  const declared = desiredNow(eyes, labFile);
  const [engine, files, disks, codelabDisks] = await Promise.all([
    eyes.engine.observe(engineQuestion(declared, facts.labId), signal),
    eyes.files.observe({
      directories: declared.directories.map(({ path }) => path),
      secrets: declared.secrets.map(({ path }) => path),
    }),
    measureDisks(eyes.files, facts.home, eyes.engineFacts()),
    measureCodelab(eyes.files, facts.home),
  ]);
  const desired = withRefusedApps(declared, engine, labFile);
  const observed = { ...engine, files, edge: eyes.edgeTrouble() };
  return { desired, observed, plan: reconcile(desired, observed, heldBack, purpose), disks, codelabDisks };
}

function engineQuestion(desired: DesiredState, labId: string) {
  return {
    labId,
    images: [...new Set(desired.services.map(({ spec }) => spec.image))],
    containerNames: desired.services.flatMap(({ spec }) => [spec.name, previousName(spec.name)]),
    networkNames: desired.networks.map(({ name }) => name),
  };
}
