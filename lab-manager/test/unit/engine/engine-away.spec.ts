import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import type { FailPoints } from '../../../src/core/ports.ts';
import { eventually } from '../../support/eventually.ts';
import { useRunningLab } from '../../support/use-running-lab.ts';

const file = (memory: string): string =>
  `name: Lab\nenvironments: { prod: { resources: { glab: { memory: ${memory} } } } }\n`;

describe('engine: Docker goes away in mid-job', () => {
  const bench = useRunningLab();

  for (const point of ['stopContainer:prod-glab.before', 'waitHealthy:prod-glab.before'])
    it(`at ${point}: the job says so, nothing is held back for it, and the lab comes to what was asked`, async () => {
      let reach: FailPoints['reach'] = () => undefined;
      await bench.start(file('1 GiB'), {
        failPoints: { reach: (name) => reach(name) },
        timing: { everyMs: 20, settleMs: 1, blind: { firstMs: 20, mostMs: 50 } },
      });
      let away = false;
      reach = (name) => {
        if (away || name !== point) return;
        away = true;
        bench.engine.disconnect();
      };
      await writeFile(bench.root.at('lab.yaml'), file('1536 MiB'));
      const { id } = bench.running.runner.ask({
        kind: 'apply',
        params: { target: 'lab', waitForWork: 0 },
        requestedBy: { actor: 'ada', via: 'cli', requestId: undefined },
        whenBusy: 'wait',
      });
      await bench.running.runner.idle();
      const job = bench.store().journal.get(id);
      expect([away, job?.state, job?.error?.code]).to.deep.equal([true, 'failed', 'docker.unreachable']);
      expect([...bench.store().wishes.heldBack()]).to.deep.equal([]);
      bench.engine.reconnect();
      const newest = () => bench.store().journal.list({ limit: 1, before: undefined })[0];
      await eventually(() => newest()?.kind === 'heal' && newest()?.state === 'succeeded', 8000);
      expect(await bench.running.lab.plan()).to.deep.equal([]);
    });
});
