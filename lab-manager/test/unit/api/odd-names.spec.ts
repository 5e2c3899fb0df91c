import { expect } from 'chai';
import { oddNames } from '../../support/odd-names.ts';
import { useApi } from '../../support/use-api.ts';

/** Targets of jobs are refused by the jobs themselves: engine/odd-names.spec.ts. */
describe('api: names that are none', () => {
  const bench = useApi();

  for (const [what, name] of Object.entries(oddNames))
    it(`${what}: every door that takes a name refuses it in one line, and journals nothing`, async () => {
      const cookie = await bench.signIn('owner');
      const encoded = encodeURIComponent(name);
      const asked = [
        ['GET', `/services/${encoded}/logs`],
        ['GET', `/figures/history?subject=${encoded}`],
        ['GET', `/jobs/${encoded}`],
        ['POST', `/environments/${encoded}/start`],
        // A brick may be called so; that there is none in the codelab is told from there.
        ...(name === '__proto__' ? [] : [['POST', '/dev/tests', { brick: name }] as const]),
        ['POST', '/dev/reset', { confirm: name }],
        ['DELETE', `/environments/prod/brick-data/${encoded}`],
      ] as const;
      const before = bench.store.journal.list({ limit: 99, before: undefined }).length;
      for (const [method, path, body] of asked) {
        const options = { method, cookie, ...(body === undefined ? {} : { body }) };
        const { status, text } = await bench.page(`/api/v1${path}`, options);
        const about = `${method} ${path.slice(0, 60)} ${JSON.stringify(body ?? '').slice(0, 60)}: ${text.slice(0, 300)}`;
        expect(status, about).to.be.within(400, 431);
        const problem = JSON.parse(text) as { title: string; code: string; detail?: string };
        expect(problem.code, about).to.match(/^[a-z]+\.[a-z_]+$/);
        for (const words of [problem.title, problem.detail ?? ''])
          expect(words, about).to.match(/^[^\n\r\u2028]{0,400}$/);
      }
      expect(bench.store.journal.list({ limit: 99, before: undefined })).to.have.length(before);
    });
});
