import { expect } from 'chai';
import { aBrick, aDatabase } from '../../../support/builders/a-brick.ts';
import { aLab } from '../../../support/builders/a-lab.ts';
import { allAsWished } from '../../../support/builders/an-observed-lab.ts';
import type { HealthInput } from '../../../../src/core/health/check.ts';
import { brickServices } from '../../../../src/core/health/brick-services.ts';

function toldOf(asked: Parameters<typeof aLab>[0]) {
  const desired = aLab(asked);
  const input = { look: { desired, observed: allAsWished(desired) }, blind: undefined } as HealthInput;
  return brickServices.find(input) ?? [];
}
const bad = (count: number) => Array.from({ length: count }, () => ({ ...aDatabase, kind: 'redis' }));

describe('core/health/brick-services', () => {
  it('every brick is told of, however many bricks before it in the alphabet are refused something', () => {
    const names = Array.from(
      { length: 30 },
      (_, index) => `brick${String.fromCharCode(97 + (index % 26))}${index}`,
    );
    const bricks = [...names.map((name) => aBrick(bad(2), { name })), aBrick(bad(1), { name: 'zz_last' })];
    const told = toldOf({ bricks });
    expect(new Set(told.map(({ subject }) => subject)).size).to.equal(31);
    expect(told.filter(({ subject }) => subject === 'prod/zz_last')).to.have.length(1);
    expect(told).to.have.length(61);
  });

  it('of one brick twenty are told with their reason, and which ones there are besides', () => {
    const told = toldOf({ bricks: [aBrick(bad(32), { name: 'greedy' })] });
    expect(told).to.have.length(21);
    expect(told[19]!.message).to.contain('services[19].kind');
    expect(told[20]!.message).to.equal(
      'The brick greedy in prod: and 12 more, services[20].kind, services[21].kind, services[22].kind, services[23].kind, services[24].kind, ….',
    );
    expect(toldOf({ bricks: [aBrick(bad(20), { name: 'greedy' })] })).to.have.length(20);
  });

  it('of one service with more keys than anybody reads, the rest is counted', () => {
    const keys = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`key${index}`, 1]));
    const told = toldOf({ bricks: [aBrick([{ ...aDatabase, ...keys }], { name: 'wordy' })] });
    expect(told.at(-1)!.message).to.contain('1 more, services[0]');
  });
});
