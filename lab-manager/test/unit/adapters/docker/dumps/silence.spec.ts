import { expect } from 'chai';
import { Silence } from '../../../../../src/adapters/docker/dumps/silence.ts';

describe('adapters/docker/dumps/silence', () => {
  const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

  it('what it takes to deal with what was said is no silence, and it begins anew after it', async () => {
    const silence = new Silence(20);
    await silence.broken(() => wait(60));
    expect(silence.signal.aborted).to.equal(false);
    await wait(60);
    expect(silence.signal.aborted).to.equal(true);
  });

  it('where nobody listens any more it ends nothing', async () => {
    const silence = new Silence(10);
    silence.end();
    await wait(40);
    expect(silence.signal.aborted).to.equal(false);
  });
});
