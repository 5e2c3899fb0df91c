import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { aLab } from '../../../support/builders/a-lab.ts';
import { aboveItsServer } from '../../../support/task-oom.ts';
import { oomScoreAdjust } from '../../../../src/core/desired/oom-order.ts';

const repository = join(import.meta.dirname, '../../../../..');
const lab = aLab({ text: 'environments: { dev: { enabled: true } }\nbiota: { mode: on }' });
const scores = (which: (environment: string | undefined) => boolean): number[] =>
  lab.services.flatMap(({ environment, spec }) => (which(environment) ? [spec.oomScoreAdjust] : []));
describe('core/desired/oom-order', () => {
  const compose = parse(readFileSync(join(repository, 'docker-compose.base.yml'), 'utf8'), {
    merge: true,
  }) as { services: Record<string, { oom_score_adj: number }> };

  const of = (name: string) => lab.services.find((it) => it.name === name)!.spec.oomScoreAdjust;
  const dev = scores((it) => it === 'dev');
  const declared = (['app', 'db'] as const).map((kind) => oomScoreAdjust(`dev-brick-${kind}`));

  it('everything of dev, however small, goes before a task of prod that uses up to half of the machine', () => {
    expect(dev).to.have.length(4);
    const half = 500;
    const task = of('prod-glab') + aboveItsServer;
    const others = [
      ...scores((it) => it !== 'dev'),
      ...(['app', 'db'] as const).map((kind) => oomScoreAdjust(`prod-brick-${kind}`)),
    ];
    expect(Math.min(...dev, ...declared)).to.be.at.least(Math.max(task, ...others) + half);
  });

  it('everything of prod, however small, goes before an edge or a manager that uses up to a tenth of the machine', () => {
    const base = Object.values(compose.services).map((it) => it.oom_score_adj);
    expect(base).to.deep.equal([oomScoreAdjust('edge'), oomScoreAdjust('lab-manager')]);
    expect(Math.min(...scores(() => true))).to.be.at.least(Math.max(...base) + 100);
  });

  it('a task goes before its own server', () => {
    expect(aboveItsServer).to.be.greaterThan(0);
    expect(Math.max(...dev, ...declared)).to.be.at.most(1000);
    expect(Math.min(of('dev-glab') + aboveItsServer, 1000)).to.be.greaterThan(Math.max(...dev));
  });

  it('a glab goes before its database, which holds more than can be done anew', () => {
    for (const name of ['prod', 'dev']) expect(of(`${name}-glab`)).to.be.greaterThan(of(`${name}-db`));
  });
});
