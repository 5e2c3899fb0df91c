import { expect } from 'chai';
import { join } from 'node:path';
import { childProgram, type ChildProgram } from '../../../support/child-program.ts';
import { useTempStore } from '../../../support/temp-store.ts';

describe('adapters/store after kill -9', function () {
  this.timeout(20_000);
  const temp = useTempStore();
  let writer: ChildProgram;
  before(() => (writer = childProgram(join(import.meta.dirname, 'hold-store.child.ts'))));
  after(() => writer.remove());

  for (const commits of [1, 7, 60]) {
    it(`no commit that was answered is lost (killed after ${commits})`, async () => {
      const child = writer.start([temp.directory, 'write']);
      await child.line(`committed ${commits}`);
      child.kill();
      await child.ended;
      const answered = child.lines.filter((line) => line.startsWith('committed ')).length;
      const rows = temp.open().audit.list({ limit: 100_000, before: undefined });
      expect(answered).to.be.at.least(commits);
      expect(rows.length).to.be.at.least(answered);
      expect(rows.map((row) => row.target).toReversed()).to.deep.equal(
        rows.map((_, index) => String(index + 1)),
      );
    });
  }
});
