import { expect } from 'chai';
import { exitCodes, exitFor, exitHelp } from '../../../src/cli/exit-codes.ts';
import { errorCodes } from '../../../src/core/model/error-codes.ts';
import { httpStatus } from '../../../src/api/http/http-status.ts';

describe('cli/exit-codes', () => {
  it('each status means one thing, and the help tells them all', () => {
    const statuses = Object.values(exitCodes).map(({ status }) => status);
    expect(new Set(statuses).size).to.equal(statuses.length);
    for (const { status, meaning } of Object.values(exitCodes))
      expect(exitHelp()).to.match(new RegExp(`^ +${status}  ${meaning}$`, 'm'));
  });

  it('whatever a client may have got wrong is told apart from what nobody expected', () => {
    for (const code of errorCodes) {
      const status = httpStatus(code);
      if (status < 500) expect(exitFor(code, status), code).not.to.equal('failed');
    }
  });

  it('the error’s code decides before the status it came with', () => {
    expect(exitFor('job.busy', 409)).to.equal('conflict');
    expect(exitFor('job.failed', 500)).to.equal('job');
    expect(exitFor('labfile.invalid', 422)).to.equal('invalid');
    expect(exitFor('docker.unreachable', 503)).to.equal('degraded');
    expect(exitFor('brick.something', 404)).to.equal('notFound');
    expect(exitFor('scenario.invalid_inputs', 422)).to.equal('invalid');
    expect(exitFor('scenario.invalid_parameters', 422)).to.equal('invalid');
    expect(exitFor('scenario.ended', 409)).to.equal('conflict');
    expect(exitFor('internal', 500)).to.equal('failed');
  });
});
