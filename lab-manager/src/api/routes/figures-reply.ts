import type { EnvironmentFigures, FiguresReply, ServiceFigures } from '../../contract/index.ts';
import { machineSubject, type Figures } from '../../core/model/figures.ts';
import type { FiguresNow } from '../../engine/figures/now.ts';
import type { Lab } from '../../engine/lab.ts';
import { timeOrNull } from './time.ts';

/** Every service of the lab, also those that don't run: what isn't known of them is null. */
export function figuresReply(now: FiguresNow, lab: Pick<Lab, 'status' | 'limitsOf'>): FiguresReply {
  const services = lab.status().services.map(({ name, environment }): ServiceFigures => {
    const counters = now.counters.get(name);
    const wanted = lab.limitsOf(name);
    return {
      name,
      environment: environment ?? null,
      ...useOf(now.figures.get(name)),
      limits: {
        cpus: wanted?.cpus ?? null,
        memoryBytes: wanted?.memoryBytes ?? counters?.memoryLimitBytes ?? null,
        pids: wanted?.pids ?? counters?.pidsLimit ?? null,
      },
    };
  });
  const names = [...new Set(services.flatMap(({ environment }) => environment ?? []))];
  const { machine } = now;
  return {
    at: timeOrNull(now.at),
    machine:
      machine === undefined
        ? null
        : {
            cores: machine.cores,
            cpu: now.figures.get(machineSubject)?.cpu ?? null,
            memoryBytes: machine.memoryBytes,
            memoryTotalBytes: machine.memoryTotalBytes,
            load: [...machine.load],
          },
    disks: now.disks.map(({ path, usedBytes, freeBytes, totalBytes }) => ({
      path,
      usedBytes,
      availableBytes: freeBytes,
      totalBytes,
    })),
    environments: names.map((name) =>
      environmentReply(
        name,
        now,
        services.filter(({ environment }) => environment === name),
      ),
    ),
    services,
  };
}

function environmentReply(
  name: string,
  now: FiguresNow,
  services: readonly ServiceFigures[],
): EnvironmentFigures {
  const folders = now.folders.get(name);
  const together = (limit: keyof ServiceFigures['limits']) =>
    services.reduce<number | null>((total, { limits }) => {
      const value = limits[limit];
      return total === null || value === null ? null : total + value;
    }, 0);
  return {
    name,
    ...useOf(now.figures.get(name)),
    limits: { cpus: together('cpus'), memoryBytes: together('memoryBytes'), pids: together('pids') },
    dataBytes: folders?.data ?? null,
    databaseBytes: folders?.database ?? null,
  };
}

function useOf(figures: Figures = {}) {
  return {
    cpu: figures.cpu ?? null,
    memoryBytes: figures.memory ?? null,
    pids: figures.pids ?? null,
    receivedBytesPerSecond: figures.received ?? null,
    sentBytesPerSecond: figures.sent ?? null,
    readBytesPerSecond: figures.read ?? null,
    writtenBytesPerSecond: figures.written ?? null,
  };
}
