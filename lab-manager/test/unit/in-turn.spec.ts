import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { InTurn } from '../../src/in-turn.ts';

describe('in-turn', () => {
  it('does one at a time of a name, in the order of asking, and others beside it', async () => {
    const turns = new InTurn();
    const told: string[] = [];
    const work = (name: string, ms: number) =>
      turns.of(name.charAt(0), async () => {
        told.push(`${name} begins`);
        await sleep(ms);
        told.push(`${name} ends`);
        return name;
      });
    expect(await Promise.all([work('a1', 20), work('a2', 0), work('b1', 0)])).to.deep.equal([
      'a1',
      'a2',
      'b1',
    ]);
    expect(told).to.deep.equal(['a1 begins', 'b1 begins', 'b1 ends', 'a1 ends', 'a2 begins', 'a2 ends']);
  });

  it('tells a failure to whose it is, and goes on', async () => {
    const turns = new InTurn();
    const failing = turns
      .of('a', () => Promise.reject(new Error('no')))
      .catch(({ message }: Error) => message);
    expect(await Promise.all([failing, turns.of('a', () => Promise.resolve('yes'))])).to.deep.equal([
      'no',
      'yes',
    ]);
  });
});
