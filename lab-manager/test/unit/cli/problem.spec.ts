import { expect } from 'chai';
import type { CliError } from '../../../src/cli/cli-error.ts';
import { problemOf } from '../../../src/cli/client/problem.ts';
import { exitFor } from '../../../src/cli/exit-codes.ts';

describe('cli/problem', () => {
  const problem = { type: 'about:blank', title: 'Not Found', status: 404, code: 'resource.not_found' };

  function of(status: number, body: object | string): CliError {
    return problemOf('prod.lab.localhost', status, typeof body === 'string' ? body : JSON.stringify(body));
  }

  it('is told with its code and its detail, else with its title, whether nothing is null or absent', () => {
    const detail = 'There is no resource r1.';
    expect(of(404, { ...problem, detail, hint: null })).to.include({
      code: 'resource.not_found',
      message: detail,
      hint: undefined,
      httpStatus: 404,
    });
    expect(of(404, { ...problem, detail: null, errors: null })).to.include({ message: 'Not Found' });
    expect(of(404, { ...problem, hint: 'List them.' })).to.include({
      message: 'Not Found',
      hint: 'List them.',
    });
  });

  it('keeps every single thing that is wrong with the input', () => {
    const errors = [{ path: 'name', message: 'is missing', line: 1 }];
    expect(of(422, { ...problem, errors }).details).to.deep.equal(errors);
  });

  it('of the edge alone says that something behind it does not answer', () => {
    for (const status of [502, 503, 504]) {
      const error = of(status, 'Bad Gateway');
      expect(error).to.include({ code: 'client.bad_gateway', httpStatus: status });
      expect(error.message).to.include('prod.lab.localhost');
      expect(error.hint).to.include('labctl status');
      expect(exitFor(error.code, status)).to.equal('degraded');
    }
    expect(exitFor(of(503, { ...problem, code: 'server.not_ready' }).code, 503)).to.equal('degraded');
  });

  it('without words of its own has a code by its status', () => {
    expect(of(404, '404 page not found')).to.include({ code: 'http.404' });
    expect(of(401, '')).to.include({ code: 'auth.required', hint: 'Sign in with: labctl login' });
  });
});
