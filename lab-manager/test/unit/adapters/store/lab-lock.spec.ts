import { expect } from 'chai';
import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { childProgram, type ChildProgram } from '../../../support/child-program.ts';
import { caught } from '../../../support/caught.ts';
import { privateMounts } from '../../../support/private-mounts.ts';
import { useTempStore } from '../../../support/temp-store.ts';

describe('adapters/store/lab-lock', function () {
  this.timeout(20_000);
  const temp = useTempStore();
  let holder: ChildProgram;
  before(() => (holder = childProgram(join(import.meta.dirname, 'hold-store.child.ts'))));
  after(() => holder.remove());

  it('a second manager on the same data root is refused, and told which process holds it', async () => {
    const first = holder.start([temp.directory]);
    await first.line('open');
    const refused = caught(() => temp.open());
    first.kill();
    await first.ended;
    expect(refused).to.include({ code: 'lab.already_running' });
    expect(refused.message).to.contain(`pid ${first.pid} on ${hostname()}`);
    expect(refused.hint).to.contain('Stop that one first');
  });

  it('kill -9 of the manager leaves no lock behind', async () => {
    const first = holder.start([temp.directory]);
    await first.line('open');
    first.kill();
    await first.ended;
    temp.open().heartbeat();
  });

  it('the lock also holds between containers that share the folder, whatever path each sees it under', async () => {
    const elsewhere = join(temp.directory, 'elsewhere');
    mkdirSync(elsewhere);
    const first = holder.start([temp.directory]);
    await first.line('open');
    const second = holder.start([elsewhere], {}, privateMounts(['--bind', temp.directory, elsewhere]));
    const { errors } = await second.ended;
    first.kill();
    await first.ended;
    expect(second.lines.join('\n'), errors).to.match(/^refused lab\.already_running/);
  });

  it('a manager that ended properly leaves neither a lock nor a trace of itself', () => {
    temp.open();
    temp.close();
    temp.open().heartbeat();
  });

  it('a manager waits for one that is just ending', async () => {
    const first = holder.start([temp.directory, 'brief']);
    await first.line('open');
    expect(caught(() => temp.open({ lockWaitMs: 0 }))).to.include({ code: 'lab.already_running' });
    temp.open({ lockWaitMs: 10_000 }).heartbeat();
    await first.ended;
  });
});
