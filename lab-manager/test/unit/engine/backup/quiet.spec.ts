import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Job } from '../../../../src/core/model/job.ts';
import { useBackupLab } from '../../../support/use-backup-lab.ts';

const settings = {
  name: 'sample',
  version: '1.0.0',
  services: [{ name: 'page', kind: 'app', command: ['python', '-m', 'sample.page'] }],
  backup: { mode: 'pause', freeze: ['sample', 'freeze'], thaw: ['sample', 'thaw'] },
};
const page = 'lab7k2m9q-prod-app-sample-page';

describe('engine/backup: bricks that ask for quiet', function () {
  this.timeout(120_000);
  const bench = useBackupLab();
  let frozen = false;
  let failing = '';
  const words = (job: Job): string => `${job.state} ${job.error?.message ?? ''}`;
  const stateOf = async (name: string) => {
    const question = { labId: 'lab7k2m9q', images: [], containerNames: [], networkNames: [] };
    return (await bench.engine.observe(question)).containers.find((one) => one.name === name)?.state;
  };

  beforeEach(async () => {
    [frozen, failing] = [false, ''];
    const brick = bench.root.at('environments/prod/bricks/sample');
    await mkdir(join(brick, 'src'), { recursive: true });
    await writeFile(join(brick, 'settings.json'), JSON.stringify(settings));
    bench.inGlab = (argv) => {
      if (argv[0] !== 'sample') return undefined;
      if (argv[1] === failing) return { exitCode: 1, stdout: '', stderr: 'it is locked\n' };
      frozen = argv[1] === 'freeze';
      return { exitCode: 0, stdout: '', stderr: '' };
    };
    await bench.startLab();
    await bench.done('start', { target: 'prod-app-sample-page' });
  });

  it('have it while their files are read, after most was read ahead, and go on as soon as they were', async () => {
    const seen: unknown[] = [];
    bench.uses.hold = async (place) => {
      if (['backup:local', 'check:local'].includes(place)) seen.push([place, frozen, await stateOf(page)]);
    };
    await bench.done('backup');
    expect(seen.slice(0, 3)).to.deep.equal([
      ['backup:local', false, 'running'],
      ['backup:local', true, 'paused'],
      ['check:local', false, 'running'],
    ]);
    const kept = await bench.backups().snapshots('local', true);
    expect(
      kept.map(({ standing }) => standing),
      'what was read ahead is no snapshot',
    ).to.deep.equal(['good']);
  });

  it('that can’t be made quiet don’t hold up the snapshot, which says so and is lacking', async () => {
    failing = 'freeze';
    expect(words(await bench.run('backup'))).to.contain('It lacks something');
    const [one] = await bench.backups().snapshots('local');
    const { manifest } = await bench.backups().snapshot('local', one!.id);
    expect(manifest.missing.join()).to.contain('prod/sample went on writing');
    expect([one?.standing, await stateOf(page)]).to.deep.equal(['lacking', 'running']);
  });

  it('go on, however the manager dies or the snapshot fails', async () => {
    const places = (await bench.placesOf('backup')).filter((place) =>
      /freeze|pause|thaw|dump|stage|backup:|retag|snapshot\./.test(place),
    );
    expect(places.length).to.be.greaterThan(25);
    for (const place of places) {
      bench.clock.pass(1000);
      let visits = 0;
      const job = await bench.dying((name) => name === place && (visits += 1) === 1, 'backup');
      expect(words(job), place).to.equal('succeeded ');
      expect([frozen, await stateOf(page)], place).to.deep.equal([false, 'running']);
    }
    const at = bench.uses.at;
    bench.uses.at = (place) => {
      if (place === 'backup:local') throw new Error('the disk is full');
      return at(place);
    };
    expect((await bench.run('backup')).state).to.equal('failed');
    expect([frozen, await stateOf(page)]).to.deep.equal([false, 'running']);
  });
});

describe('engine/backup: whatever fails in a restore', function () {
  this.timeout(120_000);
  const bench = useBackupLab();

  it('leaves the lab as it was, whole, and nothing beside it', async () => {
    await bench.startLab();
    const file = bench.root.at('environments/prod/data/table.csv');
    await writeFile(file, 'then');
    await bench.done('backup');
    const [snapshot] = await bench.backups().snapshots('local');
    const params = { target: 'prod', snapshot: snapshot!.id, repository: 'local', waitForWork: 0 };
    bench.uses.reached.length = 0;
    const { id } = await bench.done('restore', params);
    const uses = [...new Set(bench.uses.reached)].filter((place) =>
      /^(restore|load|digest|list)/.test(place),
    );
    expect(uses.length).to.be.greaterThan(4);
    await bench.done('undo-restore', { target: 'prod', restore: id, waitForWork: 0 });
    await bench.done('confirm-restore', { target: 'prod', restore: id });
    const at = bench.uses.at;
    for (const place of uses) {
      bench.uses.at = (name) => {
        if (name === place) throw new Error(`${place} failed`);
        return at(name);
      };
      const job = await bench.run('restore', params);
      expect(job.state, place).to.equal('failed');
      expect(await bench.tables('environments/prod/db'), place).to.deep.equal({
        'lab.note': ['one', 'two'],
        'lab.user': ['ada'],
      });
      expect(bench.backups().restores(), place).to.deep.equal([]);
      const glab = bench.running.lab.status().services.find(({ name }) => name === 'prod-glab');
      expect(glab?.state, place).to.equal('running');
    }
  });
});
