import { expect } from 'chai';
import { EdgeWatch } from '../../../src/engine/edge-watch.ts';
import { eventually } from '../../support/eventually.ts';
import { TestClock } from '../../support/test-clock.ts';

describe('engine/edge-watch', () => {
  const clock = new TestClock();
  const started = clock.now();
  let answer: string | undefined;
  let domain: string | undefined;
  let asked: string[];
  let changes: number;
  let watch: EdgeWatch;
  let stop: AbortController;
  let running: Promise<void>;

  beforeEach(() => {
    [answer, domain, asked, changes] = [undefined, 'lab.localhost', [], 0];
    watch = new EdgeWatch({
      probe: {
        ask: (name) => {
          asked.push(name);
          return Promise.resolve(answer);
        },
      },
      clock,
      domain: () => domain,
      timing: { everyMs: 2, againMs: 1 },
    });
    stop = new AbortController();
    running = watch.run(() => (changes += 1), stop.signal);
  });
  afterEach(async () => {
    stop.abort();
    await running;
  });

  const askedAgain = async (times: number) => {
    const before = asked.length;
    await eventually(() => asked.length >= before + times, 2000, 1);
  };

  it('tells nothing of a lab that answers', async () => {
    await askedAgain(5);
    expect([watch.trouble, changes]).to.deep.equal([undefined, 0]);
    expect(new Set(asked)).to.deep.equal(new Set(['lab.localhost']));
  });

  it('tells of one that failed to answer three times, since the first of them, once', async () => {
    answer = 'it answers with 404';
    await eventually(() => watch.trouble !== undefined, 2000, 1);
    expect(asked.length).to.be.at.least(3);
    expect(watch.trouble).to.deep.equal({ since: started, reason: 'it answers with 404' });
    await askedAgain(3);
    expect(changes).to.equal(1);
  });

  it('does not tell of a single failure, as there is one while the edge reads new routes', async () => {
    answer = 'it answers with 404';
    await askedAgain(1);
    answer = undefined;
    await askedAgain(5);
    expect([watch.trouble, changes]).to.deep.equal([undefined, 0]);
  });

  it('tells when the lab can be reached again', async () => {
    answer = 'it does not answer';
    await eventually(() => watch.trouble !== undefined, 2000, 1);
    answer = undefined;
    await eventually(() => watch.trouble === undefined, 2000, 1);
    expect(changes).to.equal(2);
  });

  it('does not ask while nobody should expect an answer, and forgets what was wrong before', async () => {
    answer = 'it does not answer';
    await eventually(() => watch.trouble !== undefined, 2000, 1);
    domain = undefined;
    await eventually(() => watch.trouble === undefined, 2000, 1);
    const before = asked.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked.length).to.equal(before);
  });
});
