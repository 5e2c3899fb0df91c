import type { HealthCheck } from './check.ts';
import type { ErrorDetail } from '../model/lab-error.ts';
import type { Problem } from '../model/problem.ts';

export const labFileState: HealthCheck = {
  id: 'lab-file',
  fine: 'The lab file is valid and applied.',
  find({ labFile: { broken, notYetApplied } }) {
    if (broken.length > 0) return broken.map(brokenFile);
    return notYetApplied === undefined ? [] : [notApplied(notYetApplied)];
  },
};

function brokenFile({ line, path, message, suggestion }: ErrorDetail): Problem {
  const where = [line === undefined ? '' : `line ${line}`, path].filter((it) => it !== '').join(', ');
  return {
    id: 'lab-file-invalid',
    severity: 'warning',
    subject: 'lab.yaml',
    message: `lab.yaml was changed and can't be used: ${where === '' ? '' : `${where}: `}${ended(message)}`,
    hint: `${suggestion === undefined ? '' : `${ended(suggestion)} `}The lab goes on as it was.`,
  };
}

const ended = (sentence: string): string => (/[.?!]$/.test(sentence) ? sentence : `${sentence}.`);

function notApplied(version: number): Problem {
  return {
    id: 'lab-file-not-applied',
    severity: 'info',
    subject: 'lab.yaml',
    message: `Version ${version} of the lab file was accepted and is not applied yet.`,
    hint: 'See what it would do with labctl plan, do it with labctl apply.',
  };
}
