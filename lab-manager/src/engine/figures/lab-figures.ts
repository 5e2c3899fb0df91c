import { kindOfService } from '../../core/bricks/service-names.ts';
import { environmentOf } from '../../core/names.ts';
import { containerName } from '../../core/names.ts';
import { environmentNames } from '../../core/model/lab-file.ts';
import { labPaths } from '../../core/desired/paths.ts';
import type { LabOptions } from '../lab-options.ts';
import type { View } from '../lab-view.ts';
import { FiguresWatch } from './figures-watch.ts';
import { FolderSizesWatch } from './folder-sizes.ts';
import type { RunningContainer } from './now.ts';
import { Sampler } from './sampler.ts';

/** The figures of the lab as it was seen last: which containers there are is the look's to say. */
export class LabFigures {
  readonly watch: FiguresWatch;
  readonly #folders: FolderSizesWatch;

  constructor(
    { engine, machine, files, store, clock, installation, onEvent }: LabOptions,
    view: () => View | undefined,
  ) {
    const { environment } = labPaths(installation.home);
    this.#folders = new FolderSizesWatch({
      files,
      clock,
      folders: () => environmentNames.map((name) => ({ environment: name, ...environment(name) })),
    });
    const sampler = new Sampler({
      engine,
      machine,
      clock,
      containers: () => runningContainers(view(), installation.labId),
      disks: () => view()?.look?.disks ?? [],
      environments: () => environmentsOf(view()),
    });
    this.watch = new FiguresWatch({
      sampler,
      history: store.figures,
      clock,
      folders: () => this.#folders.sizes,
      onUnexpected: (error) => onEvent({ type: 'unexpected', error }),
    });
  }

  async run(changed: () => void, signal: AbortSignal): Promise<void> {
    await Promise.all([this.watch.run(changed, signal), this.#folders.run(signal)]);
  }
}

/** A predecessor that waits to be removed bears the same label, but not the service's own name. */
function runningContainers(view: View | undefined, labId: string): readonly RunningContainer[] {
  if (view?.look === undefined || view.blind !== undefined) return [];
  const { desired, observed } = view.look;
  const environments = new Map(desired.services.map(({ name, environment }) => [name, environment]));
  return observed.containers.flatMap(({ ours, service, name, state, id, startedAt }) =>
    ours && service !== undefined && state === 'running' && name === containerName(labId, service)
      ? [{ service, environment: environments.get(service) ?? ofBrick(service), id, startedAt }]
      : [],
  );
}

/** It is there, and counts, also while its brick can't be read. */
const ofBrick = (service: string): string | undefined =>
  kindOfService(service) === undefined ? undefined : environmentOf(service);

function environmentsOf(view: View | undefined): readonly string[] {
  const found = view?.look?.desired.services.map(({ environment }) => environment) ?? [];
  return [...new Set(found.filter((it) => it !== undefined))];
}
