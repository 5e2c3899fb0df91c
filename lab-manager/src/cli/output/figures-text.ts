import type { FiguresReply, ServiceFigures } from '../../contract/index.ts';
import { bytes, table, toned } from './style.ts';
import type { Terminal } from './terminal.ts';

const unknown = '–';
const head = ['SERVICE', 'CPU', 'MEMORY', 'PROCESSES', 'RECEIVED', 'SENT', 'READ', 'WRITTEN'];

/** What `labctl top` shows: the machine, a line per service, what the environments keep. */
export function figuresText(terminal: Terminal, figures: FiguresReply): string {
  const { services, environments } = figures;
  const rows = [head.map((name) => toned(terminal, 'quiet', name)), ...services.map(row)];
  return [...machineWords(figures), '', table(rows), '', ...environments.flatMap(folderWords)]
    .join('\n')
    .trimEnd();
}

function machineWords({ machine, disks, at }: FiguresReply): string[] {
  if (machine === null) return ['Nothing was read yet: try again in a few seconds.'];
  const { cpu, cores, memoryBytes, memoryTotalBytes, load } = machine;
  return [
    `Machine: ${cpuOf(cpu)} of ${cores} cores, ${bytes(memoryBytes)} of ${bytes(memoryTotalBytes)} memory, load ${load.map((one) => one.toFixed(2)).join(' ')}${at === null ? '' : `, at ${new Date(at).toLocaleTimeString()}`}`,
    ...disks.map(
      ({ path, usedBytes, availableBytes, totalBytes }) =>
        `Disk:    ${bytes(usedBytes)} used, ${bytes(availableBytes)} available of ${bytes(totalBytes)} where ${path} lies`,
    ),
  ];
}

function row(service: ServiceFigures): string[] {
  const { limits } = service;
  return [
    service.name,
    ofLimit(cpuOf(service.cpu), limits.cpus === null ? undefined : String(limits.cpus)),
    ofLimit(size(service.memoryBytes), limits.memoryBytes === null ? undefined : bytes(limits.memoryBytes)),
    ofLimit(String(service.pids ?? unknown), limits.pids === null ? undefined : String(limits.pids)),
    rate(service.receivedBytesPerSecond),
    rate(service.sentBytesPerSecond),
    rate(service.readBytesPerSecond),
    rate(service.writtenBytesPerSecond),
  ];
}

function folderWords({ name, dataBytes, databaseBytes }: FiguresReply['environments'][number]): string[] {
  if (dataBytes === null && databaseBytes === null) return [];
  return [`${name} keeps ${size(dataBytes)} of data and ${size(databaseBytes)} in its database.`];
}

const cpuOf = (cores: number | null): string => (cores === null ? unknown : cores.toFixed(2));
const size = (count: number | null): string => (count === null ? unknown : bytes(Math.round(count)));
const rate = (count: number | null): string => (count === null ? unknown : `${bytes(Math.round(count))}/s`);

/** Of what doesn’t run, the limit alone would say nothing. */
function ofLimit(used: string, limit: string | undefined): string {
  return used === unknown || limit === undefined ? used : `${used} of ${limit}`;
}
