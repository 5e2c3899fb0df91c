import type { HealthCheck } from './check.ts';
import type { ErrorDetail } from '../model/lab-error.ts';
import type { Problem } from '../model/problem.ts';

export const labFileState: HealthCheck = {
  id: 'lab-file',
  fine: 'The lab file is valid and applied.',
  find({ labFile: { broken, notYetApplied } }) {
    const first = broken[0];
    if (first !== undefined) return [brokenFile(first, broken.length)];
    return notYetApplied === undefined ? [] : [notApplied(notYetApplied)];
  },
};

function brokenFile(first: ErrorDetail, count: number): Problem {
  const where = [first.line === undefined ? '' : `line ${first.line}`, first.path]
    .filter((it) => it !== '')
    .join(', ');
  const more = count > 1 ? ` (and ${count - 1} more)` : '';
  return {
    id: 'lab-file-invalid',
    severity: 'warning',
    subject: 'lab.yaml',
    message: `lab.yaml was changed and can't be used: ${where === '' ? '' : `${where}: `}${first.message}${more}.`,
    hint: 'The lab goes on as it was. See everything that is wrong with labctl config check.',
  };
}

function notApplied(version: number): Problem {
  return {
    id: 'lab-file-not-applied',
    severity: 'info',
    subject: 'lab.yaml',
    message: `Version ${version} of the lab file was accepted and is not applied yet.`,
    hint: 'See what it would do with labctl plan, do it with labctl apply.',
  };
}
