import { expect } from 'chai';
import { aBrick, anApp } from '../../../support/builders/a-brick.ts';
import { aLab } from '../../../support/builders/a-lab.ts';
import { allAsWished } from '../../../support/builders/an-observed-lab.ts';
import { brickServices } from '../../../../src/core/health/brick-services.ts';
import { bricksUnread } from '../../../../src/core/health/bricks-unread.ts';
import type { HealthInput } from '../../../../src/core/health/check.ts';
import type { UnreadBricks } from '../../../../src/core/model/brick.ts';

const seen = (asked: Parameters<typeof aLab>[0]) => {
  const desired = aLab(asked);
  return {
    desired,
    input: { look: { desired, observed: allAsWished(desired) }, blind: undefined } as HealthInput,
  };
};
const unread = (known: UnreadBricks['known'], why = 'EIO') => ({
  environment: 'prod' as const,
  place: 'installed' as const,
  why,
  known,
});
const told = (asked: Parameters<typeof aLab>[0]) => bricksUnread.find(seen(asked).input) ?? [];

describe('core/health/bricks-unread', () => {
  it('of a folder that was never read it says that nothing is removed, and that its apps can’t be opened', () => {
    const [problem, ...others] = told({ unreadBricks: [unread('none')] });
    expect(others).to.deep.equal([]);
    expect(problem).to.deep.include({ subject: 'prod', severity: 'warning' });
    expect(problem?.message).to.equal('The installed bricks of prod can’t be read: EIO.');
    expect(problem?.hint).to.match(/^See to the disk .* is removed, .* deleted\. .* apps can’t be opened\.$/);
  });

  it('of one that was read before it says so once, and its bricks count as they were', () => {
    const bricks = ['one', 'two'].map((name) => aBrick([anApp], { name }));
    const asked = { bricks, unreadBricks: [unread('before')] };
    expect(told(asked).map(({ hint }) => hint)).to.have.length(1);
    expect(told(asked)[0]?.hint).to.contain('What its bricks declared when they were last read counts.');
    expect(brickServices.find(seen(asked).input)).to.deep.equal([]);
    expect(seen(asked).desired.apps).to.have.length(2);
  });

  it('of one that holds too much it says what to do, and that no data can be deleted until then', () => {
    const [problem] = told({ unreadBricks: [unread('first', 'more than 500 folders lie there')] });
    expect(problem?.message).to.equal(
      'The installed bricks of prod can’t all be read: more than 500 folders lie there.',
    );
    expect(problem?.hint).to.match(
      /^Move what is no brick out of it; .* none of their data can be deleted\./,
    );
  });

  it('a brick that can’t be read is not told to be corrected where it counts as it was', () => {
    const hintOf = (more: Parameters<typeof aBrick>[1]) =>
      brickServices.find(seen({ bricks: [aBrick([anApp], more)] }).input)?.[0]?.hint;
    expect(hintOf({ unreadable: 'EIO' })).to.match(/^See to the file and its disk; .* last read counts\.$/);
    expect(hintOf({ unreadable: 'EIO', settings: undefined })).to.match(/apps can’t be opened\.$/);
  });

  it('what can’t be gone by has no address, as is said', () => {
    const bricks = [aBrick([anApp], { unreadable: 'EIO', settings: undefined })];
    expect(seen({ bricks }).desired.apps).to.deep.equal([]);
    expect(seen({ bricks }).desired.routes.routes.filter(({ host }) => host.startsWith('app-'))).to.be.empty;
  });
});
