import * as z from 'zod';
import { time } from './time.ts';

const told = z.number().nullable();
const count = z.number();

/** What something uses now; null is unknown, never zero. */
const use = {
  cpu: told.describe('Cores in use, e.g. 0.25'),
  memoryBytes: told.describe('Without cached files, as docker stats counts it'),
  pids: told.describe('Processes and threads'),
  receivedBytesPerSecond: told,
  sentBytesPerSecond: told,
  readBytesPerSecond: told.describe('From disks'),
  writtenBytesPerSecond: told.describe('To disks'),
};

export const serviceFigures = z
  .object({
    name: z.string(),
    environment: z.string().nullable(),
    ...use,
    limits: z.object({
      cpus: told.describe('Cores; null is no limit'),
      memoryBytes: told,
      pids: told,
    }),
  })
  .meta({ id: 'ServiceFigures' });
export type ServiceFigures = z.infer<typeof serviceFigures>;

export const environmentFigures = z
  .object({
    name: z.string(),
    ...use,
    limits: z
      .object({ cpus: told, memoryBytes: told, pids: told })
      .describe('Of its services together; null where one of them has none'),
    dataBytes: told.describe('What its data folder takes on the disk; counted now and then'),
    databaseBytes: told.describe('What its database takes on the disk'),
  })
  .meta({ id: 'EnvironmentFigures' });
export type EnvironmentFigures = z.infer<typeof environmentFigures>;

/** What the whole machine uses, the lab and everything beside it. */
export const machineFigures = z
  .object({
    cores: count,
    cpu: told.describe('Cores in use, by everything on the machine'),
    memoryBytes: count,
    memoryTotalBytes: count,
    load: z.tuple([count, count, count]).describe('Over 1, 5 and 15 minutes'),
  })
  .meta({ id: 'MachineFigures' });

export const diskFigures = z
  .object({
    path: z.string(),
    usedBytes: count,
    availableBytes: count.describe(
      'What can still be written; with what is used less than all, as df tells it',
    ),
    totalBytes: count,
  })
  .meta({ id: 'DiskFigures' });

export const figuresReply = z
  .object({
    at: time.nullable().describe('When this was read; null before the first reading'),
    machine: machineFigures.nullable(),
    disks: z.array(diskFigures).describe('The data root’s, then the container engine’s'),
    environments: z.array(environmentFigures),
    services: z.array(serviceFigures),
  })
  .meta({ id: 'Figures' });
export type FiguresReply = z.infer<typeof figuresReply>;

const series = z.array(told);

export const figureHistoryReply = z
  .object({
    subject: z.string(),
    from: time.describe('Of the first value; the next ones follow minute by minute'),
    stepSeconds: z.literal(60),
    values: z
      .object({
        cpu: series,
        memory: series,
        pids: series,
        received: series,
        sent: series,
        read: series,
        written: series,
        load: series,
        dataDisk: series,
        engineDisk: series,
        data: series,
        database: series,
      })
      .partial()
      .describe('By figure, as many values each: cores, bytes, bytes a second. Null is a gap'),
  })
  .meta({ id: 'FigureHistory' });
export type FigureHistoryReply = z.infer<typeof figureHistoryReply>;
