import { expect } from 'chai';
import { countJunit, countTap } from '../../run/count.ts';
import { schedule, withPrerequisites } from '../../run/schedule.ts';
import type { SuiteResult } from '../../run/run-suite.ts';
import type { Suite } from '../../run/suites.ts';

describe('test/run', () => {
  it('counts every test case of a JUnit report, nested or not', () => {
    const xml = `<?xml version="1.0"?><testsuites><testsuite name="a"><testcase name="1"/><testcase name="2"><failure>no</failure></testcase>
      <testsuite name="b"><testcase name="3"><skipped/></testcase><testcase name="4"><error message="x"/></testcase></testsuite></testsuite></testsuites>`;
    expect(countJunit(xml)).to.deep.equal({ passed: 1, failed: 2, skipped: 1 });
  });

  it('counts the lines of a TAP report, and a bail-out as a failure', () => {
    const tap =
      'TAP version 13\n1..4\nok 1 - a\nnot ok 2 - b\nok 3 - c # SKIP no disk\nlooks ok to me\nBail out! engine gone\n';
    expect(countTap(tap)).to.deep.equal({ passed: 1, failed: 2, skipped: 1 });
  });

  const suite = (name: string, after: string[] = [], lane = name): Suite => ({
    name,
    after,
    lane,
    command: [],
    report: 'exit',
    mostMinutes: 1,
  });
  const result = (it: Suite, failed: number): SuiteResult => ({
    suite: it,
    count: { passed: 1 - failed, failed, skipped: 0 },
    seconds: 0,
    log: '',
    trouble: undefined,
  });

  it('a suite runs after those it needs, and not at all when one of them failed', async () => {
    const order: string[] = [];
    const all = [suite('engine'), suite('images', ['engine']), suite('smoke', ['images']), suite('unit')];
    const results = await schedule(all, async (one) => {
      order.push(one.name);
      return result(one, one.name === 'images' ? 1 : 0);
    });
    expect(order.indexOf('images')).to.be.greaterThan(order.indexOf('engine'));
    expect(results.map((one) => one.suite.name)).to.have.members(['engine', 'unit', 'images']);
  });

  it('two suites of one lane never run at the same time', async () => {
    let running = 0;
    let most = 0;
    await schedule([suite('a', [], 'x'), suite('b', [], 'x'), suite('c', [], 'x')], async (one) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return result(one, 0);
    });
    expect(most).to.equal(1);
  });

  it('a suite of the lane `alone` has nothing beside it', async () => {
    const running = new Set<string>();
    const beside: string[] = [];
    await schedule([suite('a'), suite('b', [], 'alone'), suite('c')], async (one) => {
      running.add(one.name);
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (running.has('b')) beside.push(...running);
      running.delete(one.name);
      return result(one, 0);
    });
    expect(beside).to.deep.equal(['b']);
  });

  it('naming a suite brings what it needs along, and an unknown name is refused', () => {
    const all = [suite('engine'), suite('images', ['engine']), suite('smoke', ['images']), suite('unit')];
    expect(withPrerequisites(all, ['smoke']).map(({ name }) => name)).to.deep.equal([
      'engine',
      'images',
      'smoke',
    ]);
    expect(() => withPrerequisites(all, ['smok'])).to.throw('no suite smok');
  });
});
