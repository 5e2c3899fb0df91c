import { expect } from 'chai';
import { PullTally } from '../../../../src/adapters/docker/pull-progress.ts';

const downloading = (id: string, current: number, total: number) => ({
  id,
  status: 'Downloading',
  progressDetail: { current, total },
});

describe('adapters/docker/pull-progress', () => {
  it('adds up all layers, and knows the total once every layer told its size', () => {
    const tally = new PullTally();
    tally.add({ id: '1', status: 'Pulling from labstead/x' });
    tally.add({ id: 'a', status: 'Pulling fs layer' });
    tally.add({ id: 'b', status: 'Pulling fs layer' });
    tally.add(downloading('a', 10, 100));
    expect(tally.progress()).to.deep.equal({
      current: 10,
      total: undefined,
      message: '0 of 2 layers downloaded',
    });
    tally.add(downloading('b', 5, 50));
    expect(tally.progress()).to.include({ current: 15, total: 150 });
    tally.add({ id: 'a', status: 'Download complete' });
    expect(tally.progress()).to.deep.equal({ current: 105, total: 150, message: '1 of 2 layers downloaded' });
  });

  it('a layer that is here already counts as done', () => {
    const tally = new PullTally();
    tally.add({ id: 'a', status: 'Already exists', progressDetail: {} });
    expect(tally.progress()).to.deep.equal({ current: 0, total: 0, message: '1 of 1 layers downloaded' });
  });

  it('bytes and steps are news; waiting, retrying and the same bytes again are not', () => {
    const tally = new PullTally();
    expect(tally.add(downloading('a', 10, 100))).to.equal(true);
    expect(tally.add(downloading('a', 10, 100))).to.equal(false);
    expect(tally.add({ id: 'b', status: 'Waiting' })).to.equal(false);
    for (const seconds of [5, 4, 3]) {
      expect(tally.add({ id: 'a', status: `Retrying in ${seconds} seconds` })).to.equal(false);
    }
    expect(tally.add({ id: 'a', status: 'Extracting', progressDetail: { current: 1 } })).to.equal(true);
    expect(tally.add({ id: 'a', status: 'Extracting', progressDetail: { current: 1 } })).to.equal(false);
    expect(tally.add({ id: 'a', status: 'Extracting', progressDetail: { current: 2 } })).to.equal(true);
    expect(tally.add({ id: 'a', status: 'Pull complete' })).to.equal(true);
  });

  it('before the first layer it is the registry that is asked', () => {
    expect(new PullTally().progress().message).to.equal('asking the registry');
  });
});
