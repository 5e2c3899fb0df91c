import { isScalar } from 'yaml';
import { invalid, type Place } from './field.ts';
import { labFileFields } from './lab-file-fields.ts';
import { yamlTree, type YamlTree } from './yaml-tree.ts';
import type { ErrorDetail } from '../model/lab-error.ts';
import type { LabFile } from '../model/lab-file.ts';

export type ParsedLabFile = { ok: LabFile } | { problems: readonly ErrorDetail[] };

/**
 * The lab a text describes, with all defaults, or everything that is wrong with it: path, line and what to write. A name that
 * the lab has already is let be, by whichever rule it was once accepted.
 */
export function parseLabFile(text: string, isOldName?: (name: string) => boolean): ParsedLabFile {
  const tree = yamlTree(text);
  if ('problems' in tree) return tree;
  const problems: ErrorDetail[] = [];
  const labFile = labFileFields({ ...rootPlace(tree, problems), isOldName });
  if (labFile === invalid || problems.length > 0)
    return { problems: problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
  return { ok: labFile };
}

function rootPlace({ root, lineOf }: YamlTree, problems: ErrorDetail[]): Place {
  const empty = root === null || (isScalar(root) && root.value === null);
  return {
    node: empty ? undefined : root,
    path: '',
    line: 1,
    lineOf,
    report: (problem, at) => {
      problems.push({ path: at?.path ?? '', line: at?.line ?? 1, ...problem });
    },
  };
}
