import { configHash } from '../../core/desired/config-hash.ts';
import { scratchNetwork, type Scratch } from '../../core/desired/scratch.ts';
import type { HostFacts } from '../../core/model/host-facts.ts';
import { environmentNames, type EnvironmentName } from '../../core/model/lab-file.ts';
import type { ContainerEngine } from '../../core/ports.ts';

/** Containers that a job runs beside the lab, in networks of their own. */
export class ScratchHands {
  readonly #engine: ContainerEngine;
  readonly #facts: () => Pick<HostFacts, 'labId' | 'mtu'>;

  constructor(engine: ContainerEngine, facts: () => Pick<HostFacts, 'labId' | 'mtu'>) {
    this.#engine = engine;
    this.#facts = facts;
  }

  /** Runs and is healthy; one that a manager which died left is made anew. */
  async start(
    environment: EnvironmentName,
    scratch: Scratch,
    job: string,
    signal: AbortSignal,
  ): Promise<string> {
    await this.remove(scratch);
    return this.ensure(environment, scratch, job, signal);
  }

  /** The same, but one that is there goes on. */
  async ensure(
    environment: EnvironmentName,
    { spec, startTimeoutSeconds }: Scratch,
    job: string,
    signal: AbortSignal,
  ): Promise<string> {
    await this.#engine.createNetwork(scratchNetwork(this.#facts(), environment));
    await this.#engine.createContainer(spec, configHash(spec), job);
    await this.#engine.startContainer(spec.name);
    await this.#engine.waitHealthy(spec.name, startTimeoutSeconds, signal);
    return spec.name;
  }

  /** Stopped in its own time, so that what it writes is whole. May be repeated. */
  async remove({ spec, stopGraceSeconds }: Scratch): Promise<void> {
    if (!(await this.#names()).includes(spec.name)) return;
    await this.#engine.stopContainer(spec.name, stopGraceSeconds);
    await this.#engine.removeContainer(spec.name);
  }

  /** All that is left of any job: containers first, then their networks. Only one job has any at a time. */
  async removeAll(): Promise<void> {
    const networks = environmentNames.map((it) => scratchNetwork(this.#facts(), it).name);
    const seen = await this.#observe(networks);
    const ours = seen.containers.filter(
      ({ ours, service }) => ours && service?.startsWith('scratch-') === true,
    );
    // Databases last: what reads them ends first.
    for (const { name } of ours.toSorted(
      (a, b) => Number(a.service?.endsWith('-glab') !== true) - Number(b.service?.endsWith('-glab') !== true),
    )) {
      await this.#engine.stopContainer(name, 60);
      await this.#engine.removeContainer(name);
    }
    for (const { name, ours } of seen.networks)
      if (ours && networks.includes(name)) await this.#engine.removeNetwork(name);
  }

  async #names(): Promise<readonly string[]> {
    return (await this.#observe([])).containers.filter(({ ours }) => ours).map(({ name }) => name);
  }

  #observe(networkNames: readonly string[]) {
    return this.#engine.observe({ labId: this.#facts().labId, images: [], containerNames: [], networkNames });
  }
}
