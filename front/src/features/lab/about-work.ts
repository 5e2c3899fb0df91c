import { Problem } from '../../lib/problem.ts';

const codes = ['work.running', 'work.unknown', 'environment.in_use'];

/** Refused because of work that runs, or may run, or of people who are there: a person says what becomes of it. */
export const isAboutWork = (error: unknown): error is Problem =>
  error instanceof Problem && codes.includes(error.code);
