import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../../src/core/model/lab-error.ts';
import type { JobDefinition, PlannedStep } from '../../../src/jobs/job-definition.ts';

/** Small jobs whose world is a folder: real effects, which a test can look at after a crash. */
export type FileJob = 'build' | 'fail';

/** What is there, beside what a broken-off write left. */
export const worldOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => !name.endsWith('.new'))
    .sort();

function put(folder: string, name: string, text: string): void {
  writeFileSync(join(folder, `${name}.new`), text);
  renameSync(join(folder, `${name}.new`), join(folder, name));
}

/** Planned from what is missing: two parts side by side, a whole after them, and once that is there, its sum. */
const build = (folder: string): JobDefinition => ({
  title: () => 'Build',
  plan: async () => {
    const there = new Set(worldOf(folder));
    const missing = ['part-a', 'part-b', 'whole'].filter((name) => !there.has(name));
    if (missing.length === 0 && !there.has('sum')) return [made(folder, 'sum', [])];
    return missing.map((name, index) => made(folder, name, name === 'whole' ? [...Array(index).keys()] : []));
  },
  outcome: () => 'Built.',
});

const made = (folder: string, name: string, after: readonly number[]): PlannedStep => ({
  name,
  sentence: `make ${name}`,
  after,
  do: async (report) => {
    report.log(`making ${name}`);
    const parts = after.length > 0 ? ['part-a', 'part-b'] : [];
    put(folder, name, [name, ...parts.map((part) => readFileSync(join(folder, part), 'utf8'))].join('+'));
  },
});

/** Makes a folder, and then fails: what it made is taken back, what was there stays. */
const fail = (folder: string): JobDefinition => ({
  title: () => 'Fail',
  plan: async ({ steps }) => {
    if (!worldOf(folder).includes('made')) return [makeFolder(folder)];
    return steps.some(({ name, state }) => name === 'impossible' && state === 'done')
      ? []
      : [impossible(folder)];
  },
  onFailure: async () => (worldOf(folder).includes('made') ? [takeFolderBack(folder)] : []),
  outcome: () => 'Not failed.',
});

const makeFolder = (folder: string): PlannedStep => ({
  name: 'made',
  sentence: 'make the folder made',
  after: [],
  do: async () => void mkdirSync(join(folder, 'made'), { recursive: true }),
});

const takeFolderBack = (folder: string): PlannedStep => ({
  name: 'undo:made',
  sentence: 'take the folder made away',
  after: [],
  undoes: 'made',
  do: async () => rmSync(join(folder, 'made'), { recursive: true, force: true }),
});

/** Fails once only: a manager that forgot the failure would see the job succeed. */
const impossible = (folder: string): PlannedStep => ({
  name: 'impossible',
  sentence: 'do what can not be done',
  after: [],
  do: async () => {
    if (existsSync(join(folder, 'tried.new'))) return;
    writeFileSync(join(folder, 'tried.new'), '');
    throw new LabError('files.failed', 'It can not be done.');
  },
});

export const fileJob = (kind: FileJob, folder: string): JobDefinition =>
  kind === 'build' ? build(folder) : fail(folder);

/** The folder as the job finds it. */
export function prepareWorld(folder: string): void {
  mkdirSync(join(folder, 'kept'), { recursive: true });
}
