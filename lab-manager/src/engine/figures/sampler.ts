import { containerFigures, machineFigures, rates, sum } from '../../core/figures/rates.ts';
import type { Sample } from '../../core/figures/minutes.ts';
import {
  machineSubject,
  type ContainerCounters,
  type Figures,
  type MachineReading,
} from '../../core/model/figures.ts';
import { LabError } from '../../core/model/lab-error.ts';
import type { Clock, ContainerEngine, Machine } from '../../core/ports.ts';
import type { DiskSpace } from '../../core/health/check.ts';
import type { RunningContainer } from './now.ts';

export interface SamplerOptions {
  engine: Pick<ContainerEngine, 'counters'>;
  machine: Machine;
  clock: Clock;
  containers(): readonly RunningContainer[];
  /** Data root and engine, in this order; fewer where they can't be measured. */
  disks(): readonly DiskSpace[];
  environments(): readonly string[];
}

export interface Reading extends Sample {
  counters: ReadonlyMap<string, ContainerCounters>;
  machine: MachineReading | undefined;
  disks: readonly DiskSpace[];
}

interface Counted {
  key: string;
  counters: ContainerCounters;
  at: number;
}

/** Reads counters, and remembers those before: rates are the difference. Times are of a clock that nobody sets. */
export class Sampler {
  readonly #options: SamplerOptions;
  #before = new Map<string, Counted>();
  #machine: { reading: MachineReading; at: number } | undefined;
  #last: number | undefined;

  constructor(options: SamplerOptions) {
    this.#options = options;
  }

  async read(signal: AbortSignal): Promise<Reading> {
    const { clock, environments } = this.#options;
    const containers = this.#options.containers();
    const disks = this.#options.disks();
    const [services, machine] = await Promise.all([
      Promise.all(containers.map(async (one) => [one, await this.#container(one, signal)] as const)),
      this.#machineNow(),
    ]);
    const told = services.flatMap(([one, found]) =>
      typeof found === 'string' ? [] : [{ ...one, ...found }],
    );
    const used = services.flatMap(([one, found]) =>
      found === 'gone' ? [] : [{ ...one, figures: found === 'unread' ? {} : found.figures }],
    );
    // Those that are gone are forgotten.
    this.#before = new Map(told.map(({ service, counted }) => [service, counted]));
    return {
      at: clock.now(),
      seconds: this.#secondsSinceLast(),
      counters: new Map(told.map(({ service, counted }) => [service, counted.counters])),
      machine: machine?.reading,
      disks,
      figures: new Map([
        ...told.map(({ service, figures }): [string, Figures] => [service, figures]),
        ...environments().map((name): [string, Figures] => [name, environmentFigures(name, used)]),
        [machineSubject, { ...machine?.figures, ...diskFigures(disks) }],
      ]),
    };
  }

  async #container(
    { service, id, startedAt }: RunningContainer,
    signal: AbortSignal,
  ): Promise<{ figures: Figures; counted: Counted } | 'gone' | 'unread'> {
    const answer = await unlessUnknown(
      this.#options.engine.counters(id, signal).then((found) => ({ found })),
    );
    if (answer === undefined) return 'unread';
    const counters = answer.found;
    if (counters === undefined) return 'gone';
    const counted = { key: `${id} ${startedAt ?? ''}`, counters, at: this.#options.clock.monotonic() };
    const before = this.#before.get(service);
    const same = before?.key === counted.key ? before : undefined;
    const seconds = same === undefined ? 0 : (counted.at - same.at) / 1000;
    return { figures: containerFigures(counters, same?.counters, seconds), counted };
  }

  async #machineNow(): Promise<{ reading: MachineReading; figures: Figures } | undefined> {
    const reading = await unlessUnknown(this.#options.machine.read());
    const at = this.#options.clock.monotonic();
    const before = this.#machine;
    this.#machine = reading && { reading, at };
    const seconds = before === undefined ? 0 : (at - before.at) / 1000;
    return reading && { reading, figures: machineFigures(reading, before?.reading, seconds) };
  }

  #secondsSinceLast(): number {
    const now = this.#options.clock.monotonic();
    const seconds = this.#last === undefined ? 0 : (now - this.#last) / 1000;
    this.#last = now;
    return seconds;
  }
}

/** Of all its services that run: what one of them doesn’t tell, nobody can say of the environment. */
function environmentFigures(
  name: string,
  used: readonly (RunningContainer & { figures: Figures })[],
): Figures {
  const own = used.filter(({ environment }) => environment === name).map(({ figures }) => figures);
  return sum(own, ['memory', 'pids', ...rates]);
}

function diskFigures(disks: readonly DiskSpace[]): Figures {
  const [data, engine] = disks.map(({ usedBytes }) => usedBytes);
  return {
    ...(data === undefined ? {} : { dataDisk: data }),
    ...(engine === undefined ? {} : { engineDisk: engine }),
  };
}

/** What can’t be read now is a gap; whoever looks after the lab hears of a silent engine from its own check. */
async function unlessUnknown<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof LabError) return undefined;
    throw error;
  }
}
