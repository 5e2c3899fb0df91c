import { expect } from 'chai';
import { withinLimit } from '../../../../src/adapters/docker/within-limit.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';

const never = () => new Promise<never>(() => undefined);

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof LabError) return error.code;
    throw error;
  }
  throw new Error('did not fail');
}

describe('adapters/docker/within-limit', () => {
  it('answers what the call answers', async () => {
    expect(await withinLimit('x', 1000, () => Promise.resolve(7))).to.equal(7);
  });

  it('ends in time even where the call never does, and tells the call so', async () => {
    let told = false;
    const call = withinLimit('x', 20, (signal) => {
      signal.addEventListener('abort', () => (told = true));
      return never();
    });
    expect(await codeOf(call)).to.equal('docker.timeout');
    expect(told).to.equal(true);
  });

  it('is given up from outside, before and during', async () => {
    expect(await codeOf(withinLimit('x', 1000, never, AbortSignal.abort()))).to.equal('job.cancelled');
    expect(await codeOf(withinLimit('x', 1000, never, AbortSignal.timeout(10)))).to.equal('job.cancelled');
  });

  it("maps the call's own failure", async () => {
    const refused = () => Promise.reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }));
    expect(await codeOf(withinLimit('x', 1000, refused))).to.equal('docker.unreachable');
  });
});
