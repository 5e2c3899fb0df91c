import type * as z from 'zod';
import { LabError, type ErrorDetail } from '../../core/model/lab-error.ts';
import { cap } from './cap.ts';
import { issueWords } from './issue-words.ts';

/** Parses with the contract; throws `request.invalid` with everything that is wrong. */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input, { error: issueWords });
  if (result.success) return result.data;
  const details = result.error.issues.slice(0, 50).map(detailOf);
  throw new LabError('request.invalid', 'The request is not valid.', {
    hint: 'The API is described at /api/v1/openapi.json.',
    details,
  });
}

function detailOf(issue: z.core.$ZodIssue): ErrorDetail {
  return { path: cap(issue.path.map(String).join('.'), 100), message: cap(issue.message, 200) };
}

/** Ids and names in paths: whatever else is sent can't be one. */
export function parseParams(params: Readonly<Record<string, string | string[]>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      if (typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(value)) return [name, value];
      throw new LabError('request.invalid', `The ${name} in the path is not a possible one.`, {
        hint: 'Take it from a list that the lab answers.',
      });
    }),
  );
}
