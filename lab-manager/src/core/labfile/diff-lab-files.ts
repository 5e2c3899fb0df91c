import { labFileValues } from './lab-file-values.ts';
import type { LabFile } from '../model/lab-file.ts';

/** One difference. `before` or `after` is undefined where nothing is set. */
export interface LabFileChange {
  path: string;
  before: string | number | boolean | undefined;
  after: string | number | boolean | undefined;
  /** `domain changes from "lab.localhost" to "lab.example.org"` */
  sentence: string;
}

/** What differs between the two labs, not between the texts: comments, order and spelled-out defaults don't count. */
export function diffLabFiles(a: LabFile, b: LabFile): readonly LabFileChange[] {
  const before = labFileValues(a);
  const after = labFileValues(b);
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => change(path, before.get(path), after.get(path)));
}

function change(path: string, before: LabFileChange['before'], after: LabFileChange['after']): LabFileChange {
  return { path, before, after, sentence: `${path} ${verb(before, after)}` };
}

function verb(before: LabFileChange['before'], after: LabFileChange['after']): string {
  if (before === undefined) return `is set to ${JSON.stringify(after)}`;
  if (after === undefined) return `is no longer set (it was ${JSON.stringify(before)})`;
  return `changes from ${JSON.stringify(before)} to ${JSON.stringify(after)}`;
}
