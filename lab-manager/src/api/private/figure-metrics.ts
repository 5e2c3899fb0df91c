import { Gauge, type Registry } from 'prom-client';
import type { FiguresReply } from '../../contract/index.ts';
import type { Lab } from '../../engine/lab.ts';
import { figuresReply } from '../routes/figures-reply.ts';

type FiguresOf = Pick<Lab, 'figures' | 'status' | 'limitsOf'>;
type Told = readonly (readonly [labels: Record<string, string>, value: number | null])[];

interface Shown {
  name: string;
  help: string;
  labels: readonly string[];
  told(figures: FiguresReply): Told;
}

type Use = FiguresReply['services'][number];

const ofServices = (name: string, help: string, value: (service: Use) => number | null): Shown => ({
  name: `labstead_service_${name}`,
  help,
  labels: ['service'],
  told: ({ services }) => services.map((service) => [{ service: service.name }, value(service)]),
});

const ofMachine = (
  name: string,
  help: string,
  value: (machine: NonNullable<FiguresReply['machine']>) => number | null,
): Shown => ({
  name: `labstead_machine_${name}`,
  help,
  labels: [],
  told: ({ machine }) => (machine === null ? [] : [[{}, value(machine)]]),
});

const ofDisks = (
  name: string,
  help: string,
  value: (disk: FiguresReply['disks'][number]) => number,
): Shown => ({
  name: `labstead_disk_${name}`,
  help,
  labels: ['path'],
  told: ({ disks }) => disks.map((disk) => [{ path: disk.path }, value(disk)]),
});

const ofFolders = (
  name: string,
  help: string,
  value: (environment: FiguresReply['environments'][number]) => number | null,
): Shown => ({
  name: `labstead_environment_${name}`,
  help,
  labels: ['environment'],
  told: ({ environments }) => environments.map((one) => [{ environment: one.name }, value(one)]),
});

const shown: readonly Shown[] = [
  ofServices('cpu_cores', 'Cores in use', ({ cpu }) => cpu),
  ofServices('cpu_limit_cores', 'Cores it may use', ({ limits }) => limits.cpus),
  ofServices('memory_bytes', 'Memory in use, without cached files', ({ memoryBytes }) => memoryBytes),
  ofServices('memory_limit_bytes', 'Memory it may use', ({ limits }) => limits.memoryBytes),
  ofServices('pids', 'Processes and threads', ({ pids }) => pids),
  ofServices('pids_limit', 'Processes and threads it may have', ({ limits }) => limits.pids),
  ofServices('received_bytes_per_second', 'From its networks', (one) => one.receivedBytesPerSecond),
  ofServices('sent_bytes_per_second', 'To its networks', (one) => one.sentBytesPerSecond),
  ofServices('read_bytes_per_second', 'From disks', (one) => one.readBytesPerSecond),
  ofServices('written_bytes_per_second', 'To disks', (one) => one.writtenBytesPerSecond),
  ofMachine('cores', 'Processor cores', ({ cores }) => cores),
  ofMachine('cpu_cores', 'Cores in use', ({ cpu }) => cpu),
  ofMachine('memory_bytes', 'Memory in use', ({ memoryBytes }) => memoryBytes),
  ofMachine('memory_total_bytes', 'Memory there is', ({ memoryTotalBytes }) => memoryTotalBytes),
  ofMachine('load1', 'Processes that want to run, over a minute', ({ load }) => load[0]),
  ofDisks('used_bytes', 'Used on the file system', ({ usedBytes }) => usedBytes),
  ofDisks('available_bytes', 'What can still be written there', (disk) => disk.availableBytes),
  ofDisks('total_bytes', 'Size of the file system', ({ totalBytes }) => totalBytes),
  ofFolders('data_bytes', 'What its data folder takes on the disk', ({ dataBytes }) => dataBytes),
  ofFolders('database_bytes', 'What its database takes on the disk', ({ databaseBytes }) => databaseBytes),
];

/**
 * As read last: who scrapes often doesn't make the manager ask the engine more. What isn't known has no sample. What it
 * answers is called before each scrape, and tells all gauges from one look at the figures.
 */
export function observeFigures(lab: FiguresOf, registers: Registry[]): () => void {
  const gauges = shown.map(({ name, help, labels, told }) => ({
    gauge: new Gauge({ name, help, labelNames: [...labels], registers }),
    told,
  }));
  return () => {
    const figures = figuresReply(lab.figures(), lab);
    for (const { gauge, told } of gauges) {
      gauge.reset();
      for (const [labels, value] of told(figures)) if (value !== null) gauge.set(labels, value);
    }
  };
}
