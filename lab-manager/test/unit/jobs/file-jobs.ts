import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../../src/core/model/lab-error.ts';
import type { JobDefinition, PlannedStep } from '../../../src/jobs/job-definition.ts';
import { sequence, type SequenceStep } from '../../../src/jobs/sequence.ts';

/** Small jobs whose world is a folder: real effects, which a test can look at after a crash. */
export type FileJob = 'build' | 'move' | 'fail';

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

/** Steps known beforehand: one thing was there already, the others are taken back when it goes no further. */
const steps = (folder: string, last: SequenceStep[]): SequenceStep[] => [
  ...['kept', 'made'].map((name) => ({
    name,
    sentence: `make the folder ${name}`,
    probe: async () => existsSync(join(folder, name)),
    do: async () => void mkdirSync(join(folder, name)),
    undo: async () => rmSync(join(folder, name), { recursive: true, force: true }),
  })),
  ...last,
];

/** Fails once only: a manager that forgot the failure would see the job succeed. */
const failing = (folder: string): SequenceStep => ({
  name: 'impossible',
  sentence: 'do what can not be done',
  probe: async () => false,
  do: async () => {
    if (existsSync(join(folder, 'tried.new'))) return;
    writeFileSync(join(folder, 'tried.new'), '');
    throw new LabError('files.failed', 'It can not be done.');
  },
});

export function fileJob(kind: FileJob, folder: string): JobDefinition {
  if (kind === 'build') return build(folder);
  const list = steps(folder, kind === 'fail' ? [failing(folder)] : []);
  return { title: () => 'Move', outcome: () => 'Moved.', ...sequence(() => list) };
}

/** The folder as the job finds it. */
export function prepareWorld(folder: string): void {
  mkdirSync(join(folder, 'kept'), { recursive: true });
}
