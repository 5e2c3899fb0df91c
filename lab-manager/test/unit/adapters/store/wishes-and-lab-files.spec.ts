import { expect } from 'chai';
import { useTempStore } from '../../../support/temp-store.ts';

describe('adapters/store/wishes', () => {
  const temp = useTempStore();

  it('what a person stopped stays remembered over a restart, until it is started', () => {
    temp.open().wishes.setStopped(['prod-glab', 'front'], true, 1);
    const { wishes } = temp.open();
    wishes.setStopped(['front', 'prod-db'], false, 2);
    expect([...wishes.stopped()]).to.deep.equal(['prod-glab']);
    wishes.setStopped(['prod-glab'], true, 3);
    expect([...temp.open().wishes.stopped()]).to.deep.equal(['prod-glab']);
  });

  it('what a job changed is put back as it was before it, its reason and its time too, and only by that job', () => {
    const { wishes } = temp.open();
    wishes.setStopped(['prod-db'], true, 1, { reason: 'schedule', actor: 'lab' });
    const before = [...wishes.stops()];
    for (const service of ['prod-db', 'front', 'prod-db']) {
      wishes.remember('job-1', service);
      wishes.setStopped([service], true, 2, { reason: 'person', actor: 'user-1' });
    }
    wishes.takeBack('job-2', 'prod-db');
    expect(wishes.stops().get('prod-db')).to.include({ reason: 'person' });
    for (let times = 0; times < 2; times += 1)
      for (const service of ['prod-db', 'front']) temp.open().wishes.takeBack('job-1', service);
    const after = temp.open().wishes;
    expect([...after.stops()]).to.deep.equal(before);
    expect([...after.started()], 'nobody had asked for it').to.deep.equal([]);
  });

  it('the last form that failed to prove itself is the one held back', () => {
    const { wishes } = temp.open();
    wishes.holdBack('prod-glab', 'aaa', 'unhealthy', 1);
    wishes.holdBack('prod-glab', 'bbb', 'exited', 2);
    wishes.holdBack('front', 'ccc', 'exited', 2);
    expect([...wishes.heldBack()]).to.deep.equal([
      ['front', 'ccc'],
      ['prod-glab', 'bbb'],
    ]);
    wishes.release('front');
    expect([...temp.open().wishes.heldBack().keys()]).to.deep.equal(['prod-glab']);
  });
});

describe('adapters/store/lab-file-versions', () => {
  const temp = useTempStore();

  it('every accepted lab file keeps its number, its text and who accepted it', () => {
    const { labFiles } = temp.open();
    expect(labFiles.latest()).to.equal(undefined);
    const first = labFiles.accept({ text: 'name: one\n', author: 'user-1', via: 'cli', acceptedAt: 1 });
    labFiles.accept({ text: 'name: two\n', author: 'user-2', via: 'console', acceptedAt: 2 });
    const reopened = temp.open().labFiles;
    expect(first.version).to.equal(1);
    expect(reopened.get(1)).to.deep.equal(first);
    expect(reopened.latest()).to.deep.include({ version: 2, text: 'name: two\n', via: 'console' });
    expect(reopened.list({ limit: 5, before: undefined })).to.deep.equal([
      { version: 2, author: 'user-2', via: 'console', acceptedAt: 2 },
      { version: 1, author: 'user-1', via: 'cli', acceptedAt: 1 },
    ]);
    expect(reopened.list({ limit: 5, before: 2 }).map(({ version }) => version)).to.deep.equal([1]);
    expect(reopened.get(3)).to.equal(undefined);
  });
});
