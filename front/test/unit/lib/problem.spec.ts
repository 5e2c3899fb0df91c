import { describe, expect, it } from 'vitest';
import { fieldError, Problem, problemFromReply, toProblem } from '../../../src/lib/problem.ts';

describe('lib/problem', () => {
  it('takes the sentence from `title`, where both servers keep it', () => {
    const problem = problemFromReply(409, {
      type: 'about:blank',
      title: 'Another job is running.',
      status: 409,
      code: 'job.busy',
      hint: 'Wait for its end.',
      requestId: 'r1',
      job: 'j1',
    });
    expect(problem).toMatchObject({
      message: 'Another job is running.',
      status: 409,
      code: 'job.busy',
      hint: 'Wait for its end.',
      requestId: 'r1',
      job: 'j1',
      errors: [],
    });
  });

  it('keeps every field error with its line and suggestion, and drops what is none', () => {
    const { errors } = problemFromReply(422, {
      title: 'The lab file has errors.',
      code: 'labfile.invalid',
      errors: [
        { path: 'name', message: 'It is missing.', line: 3, suggestion: 'Write a name.' },
        { path: 'tls', message: 'Unknown.' },
        { path: 'nothing' },
        'text',
      ],
    });
    expect(errors).toEqual([
      { path: 'name', message: 'It is missing.', line: 3, suggestion: 'Write a name.' },
      { path: 'tls', message: 'Unknown.' },
    ]);
  });

  it.each([
    ['a proxy’s page', '<html>Bad Gateway</html>'],
    ['nothing', undefined],
    ['a list', []],
  ])('says in words that a part is not running when the reply is %s', (_, body) => {
    expect(problemFromReply(502, body)).toMatchObject({
      message: 'This part of the lab is not running.',
      code: 'http.502',
      status: 502,
    });
  });

  it('finds the message of a field wherever the API roots its path', () => {
    const problem = new Problem({
      title: 'Wrong.',
      status: 422,
      code: 'request.invalid',
      errors: [
        { path: 'body.password', message: 'Too short.' },
        { path: 'columns/0', message: 'No such column.' },
      ],
    });
    expect(fieldError(problem, 'password')).toBe('Too short.');
    expect(fieldError(problem, 'columns')).toBe('No such column.');
    expect(fieldError(problem, 'word')).toBeUndefined();
    expect(fieldError(null, 'password')).toBeUndefined();
  });

  it('turns whatever was thrown into something that can be shown', () => {
    expect(toProblem(new TypeError('x is undefined'))).toMatchObject({
      code: 'page.failed',
      hint: 'TypeError: x is undefined',
    });
  });
});
