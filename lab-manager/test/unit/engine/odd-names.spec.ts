import { expect } from 'chai';
import { verbNames } from '../../../src/contract/index.ts';
import type { LabError } from '../../../src/core/model/lab-error.ts';
import { caught } from '../../support/caught.ts';
import { oddNames } from '../../support/odd-names.ts';
import { useRunningLab } from '../../support/use-running-lab.ts';

const odd = { ...oddNames, nothing: '' };

describe('engine: a target that is no name', () => {
  const bench = useRunningLab();

  for (const [what, target] of Object.entries(odd))
    it(`${what}: every verb answers one short sentence, and nothing is journalled`, async () => {
      await bench.start('name: Lab\n');
      const before = bench.store().journal.list({ limit: 9, before: undefined }).length;
      for (const kind of verbNames.filter((verb) => verb !== 'apply')) {
        const error = caught(() =>
          bench.running.runner.ask({
            kind,
            params: { target },
            requestedBy: { actor: 'user-1', via: 'api', requestId: undefined },
            whenBusy: 'wait',
          }),
        ) as LabError;
        expect(error.code, kind).to.be.oneOf(['service.unknown', 'environment.unknown']);
        expect(error.message, kind).to.match(/^There is no[^\n\r]{0,160}$/);
        expect(error.hint, kind).to.contain('prod');
      }
      expect(bench.store().journal.list({ limit: 9, before: undefined })).to.have.length(before);
    });
});
