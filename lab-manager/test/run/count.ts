import { XMLParser } from 'fast-xml-parser';

export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

export const nothing: Count = { passed: 0, failed: 0, skipped: 0 };

export function add(a: Count, b: Count): Count {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

export function countAsLine({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

interface TestCase {
  failure?: unknown;
  error?: unknown;
  skipped?: unknown;
}

/** Counts the test cases themselves rather than trusting a summary attribute, whose meaning differs among runners. */
export function countJunit(xml: string): Count {
  const parser = new XMLParser({
    ignoreAttributes: true,
    isArray: (name) => ['testsuite', 'testcase'].includes(name),
  });
  return cases(parser.parse(xml)).map(countCase).reduce(add, nothing);
}

function cases(node: unknown): TestCase[] {
  if (Array.isArray(node)) return node.flatMap(cases);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, child]) =>
    name === 'testcase' && Array.isArray(child) ? (child as unknown[]).map(asCase) : cases(child),
  );
}

/** A case without any child element is parsed as an empty string. */
function asCase(parsed: unknown): TestCase {
  return typeof parsed === 'object' && parsed !== null ? parsed : {};
}

function countCase(one: TestCase): Count {
  if ('failure' in one || 'error' in one) return { ...nothing, failed: 1 };
  return 'skipped' in one ? { ...nothing, skipped: 1 } : { ...nothing, passed: 1 };
}

/** Test Anything Protocol: `ok - sentence`, `not ok - sentence`, `# SKIP`, `Bail out!`. */
export function countTap(output: string): Count {
  return output.split('\n').map(countTapLine).reduce(add, nothing);
}

function countTapLine(line: string): Count {
  const result = /^(not )?ok\b(.*)$/.exec(line.trimEnd());
  if (result === null) return /^Bail out!/.test(line) ? { ...nothing, failed: 1 } : nothing;
  const skipped = /#\s*skip/i.test(result[2] ?? '');
  if (result[1]) return { ...nothing, failed: 1 };
  return skipped ? { ...nothing, skipped: 1 } : { ...nothing, passed: 1 };
}
