import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dockerEngine } from '../../src/adapters/docker/docker-engine.ts';
import { createLabFiles } from '../../src/adapters/files/lab-files.ts';
import { owners } from '../../src/core/desired/owners.ts';
import type { DesiredState } from '../../src/core/model/desired-state.ts';
import type { ObservedState } from '../../src/core/model/observed-state.ts';
import { previousName } from '../../src/core/names.ts';
import { reconcile } from '../../src/core/reconcile/reconcile.ts';
import { execute, type Hands } from '../../src/engine/executors.ts';
import { HostLab } from './host-lab.ts';
import { landedLabFile, landedState, writeLandedStore } from './landed.ts';
import { realClock } from './real-clock.ts';

const quiet = { progress: () => undefined, log: () => undefined };

/** A lab as version 0.1.0 left it on this machine: its store, and everything that it had made, running. */
export async function makeLandedLab(): Promise<HostLab> {
  const lab = await HostLab.create(landedLabFile());
  const { home, labId } = lab;
  writeLandedStore(join(home, 'state'));
  await mkdir(join(home, 'edge'), { recursive: true });
  const desired = landedState({ labId, home });
  const hands: Hands = {
    engine: dockerEngine({ labId, dataRoot: home, socketPath: '/var/run/docker.sock' }),
    files: createLabFiles({ home, edgeOwner: owners.edge, clock: realClock, shipped: home }),
  };
  const execution = { jobId: 'landed', report: quiet, signal: new AbortController().signal };
  for (const { operation } of reconcile(desired, await observe(hands, labId, desired), new Map()))
    await execute(hands, operation, execution);
  return lab;
}

async function observe(
  { engine, files }: Hands,
  labId: string,
  desired: DesiredState,
): Promise<ObservedState> {
  const names = desired.services.map(({ spec }) => spec.name);
  const seen = await engine.observe({
    labId,
    images: desired.services.map(({ spec }) => spec.image),
    containerNames: [...names, ...names.map(previousName)],
    networkNames: desired.networks.map(({ name }) => name),
  });
  const found = await files.observe({
    directories: desired.directories.map(({ path }) => path),
    secrets: desired.secrets.map(({ path }) => path),
  });
  return { ...seen, files: found, edge: undefined };
}
