import { reconcile } from '../src/core/reconcile/reconcile.ts';
import { aLabOf, aService } from '../test/support/builders/a-lab.ts';
import { allAsWished, onlyCompose } from '../test/support/builders/an-observed-lab.ts';
import { median, type Figure } from './figure.ts';

const services = 500;

/** From nothing, from all as wished, and from all in an older form: the slowest of the three counts. */
export function planning(): Figure[] {
  const lab = aLabOf(...all('as wished'));
  const worlds = {
    'from nothing': onlyCompose(),
    'nothing to do': allAsWished(lab),
    'all replaced': allAsWished(aLabOf(...all('as before'))),
  };
  const medians = Object.entries(worlds).map(([world, observed]) => {
    const taken = Array.from({ length: 5 }, () => {
      const began = performance.now();
      reconcile(lab, observed, new Map());
      return performance.now() - began;
    });
    return { world, took: median(taken) };
  });
  return [
    {
      name: `${services} services planned`,
      value: Math.max(...medians.map(({ took }) => took)),
      unit: 'ms',
      most: 100,
      from: medians.map(({ world, took }) => `${world} ${took.toFixed(1)} ms`).join(', '),
    },
  ];
}

/** Each waits for the one ten before it. */
function all(setting: string) {
  return Array.from({ length: services }, (_, index) =>
    aService(`service${index}`, {
      setting,
      after: index < 10 ? [] : [`service${index - 10}`],
    }),
  );
}
