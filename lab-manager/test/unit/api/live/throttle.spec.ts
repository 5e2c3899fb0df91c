import { expect } from 'chai';
import { throttleByKey } from '../../../../src/api/live/throttle.ts';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('api/live/throttle', () => {
  it('the first goes out at once, then the newest now and then, the last always; keys don’t share', async () => {
    const out: string[] = [];
    const throttle = throttleByKey<string>(50, (value) => out.push(value));
    throttle.tell('a', 'a1', false);
    throttle.tell('b', 'b1', false);
    throttle.tell('a', 'a2', false);
    throttle.tell('a', 'a3', false);
    expect(out).to.deep.equal(['a1', 'b1']);
    await sleep(80);
    expect(out).to.deep.equal(['a1', 'b1', 'a3']);
    throttle.tell('a', 'a4', false);
    throttle.tell('a', 'a5', true);
    expect(out).to.deep.equal(['a1', 'b1', 'a3', 'a5']);
    await sleep(80);
    expect(out).to.have.length(4);
    throttle.stop();
  });
});
