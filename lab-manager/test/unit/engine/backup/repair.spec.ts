import { writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Job } from '../../../../src/core/model/job.ts';
import { useBackupLab } from '../../../support/use-backup-lab.ts';

const labFile = `name: Lab
environments: { dev: { enabled: false } }
backup:
  schedule: off
  repositories:
    - { name: local, location: backups/repository }
    - { name: second, location: backups/second }
`;
const file = '/environments/prod/data/table.csv';

describe('engine/backup: a repair', function () {
  this.timeout(240_000);
  const bench = useBackupLab();
  const words = (job: Job): string => `${job.state} ${job.error?.code ?? ''} ${job.error?.message ?? ''}`;
  const details = ({ steps }: Job) => steps.map(({ detail }) => detail);
  const place = (repository = 'repository') => bench.repositories.at(bench.root.at('backups', repository));
  const write = (text: string) => writeFile(bench.root.at('environments/prod/data/table.csv'), text);
  const standings = async (repository = 'local') =>
    (await bench.backups().snapshots(repository, true)).map(({ standing }) => standing);
  const damage = (repository = 'local') => bench.memory().health(repository).damage;

  /** Rot in what the newest snapshot holds, that a reading of its part found. */
  async function rot(folder = 'repository', repository = 'local'): Promise<void> {
    const part = bench.repositories.damage(bench.root.at('backups', folder), file, 28);
    const job = await bench.run('verify', { repository, parts: [part] });
    expect(words(job)).to.match(/^failed backup.damaged /);
    expect(details(job)).to.include('1 thing is wrong');
    expect(job.error?.hint).to.contain('labctl backup repair');
  }
  /** Which part it is depends on what rotted. */
  const anyPart = (at: string): string => at.replace(/(mend|again):\d+/, '$1:n');
  async function contentOf(repository: string, id: string): Promise<string> {
    const { bytes } = await bench.backups().read(repository, id, file, new AbortController().signal);
    const parts: Uint8Array[] = [];
    for await (const part of bytes) parts.push(part);
    return Buffer.concat(parts).toString();
  }

  beforeEach(async () => {
    await bench.startLab(labFile);
    await write('one');
    await bench.done('backup');
    bench.clock.pass(3_600_000);
  });

  it('mends what rotted: the new snapshot holds it again and is good, the old ones that lost it are lacking', async () => {
    await rot();
    expect(await standings()).to.deep.equal(['damaged']);
    const job = await bench.done('repair', { repository: 'local' });
    expect(details(job)).to.include('1 damaged piece was written anew');
    expect(job.outcome).to.match(/^Of [0-9a-f]{8} in local something is gone: .* Snapshot [0-9a-f]{8}: /);
    expect(await standings()).to.deep.equal(['good', 'lacking']);
    expect(damage()).to.deep.equal([]);
    const [newest] = await bench.backups().snapshots('local');
    expect(await contentOf('local', newest!.id)).to.equal('one');
    bench.nights(1);
    await bench.done('backup');
    expect((await standings())[0]).to.equal('good');
  });

  it('what the lab has no more is gone, and only the snapshots that had it are less for it', async () => {
    await write('two');
    await bench.done('backup');
    await write('three');
    bench.clock.pass(3_600_000);
    await bench.done('backup');
    const [, second] = await bench.backups().snapshots('local', true);
    const { blob = '' } = place().snapshots.get(second!.id)!.things.get(file)!;
    place().blobs.get(blob)!.damaged = true;
    await bench.run('verify', { repository: 'local' });
    await bench.done('repair', { repository: 'local' });
    expect((await standings()).toSorted()).to.deep.equal(['good', 'good', 'good', 'lacking']);
  });

  it('takes out a snapshot that nobody can read, and nights go well again', async () => {
    const [first] = await bench.backups().snapshots('local', true);
    place().rotten.add(first!.id);
    expect(words(await bench.run('backup'))).to.match(/^failed backup.incomplete /);
    const job = await bench.done('repair', { repository: 'local' });
    expect(job.outcome).to.contain(`${first!.id.slice(0, 8)} could not be read and was taken out.`);
    expect(await standings()).to.deep.equal(['good', 'good']);
    bench.nights(1);
    await bench.done('backup');
  });

  it('of a copy gives it the new snapshot, by way of what it is filled from', async () => {
    await rot('second', 'second');
    await bench.done('repair', { repository: 'second' });
    expect(damage('second')).to.deep.equal([]);
    expect(await standings('second')).to.deep.equal(['good', 'lacking']);
    expect(await standings()).to.deep.equal(['good', 'good']);
  });

  it('does not call mended what rots again: that it is damaged still is told, and nothing is good', async () => {
    await rot();
    bench.uses.hold = async (name) => {
      if (name !== 'backup:local.written') return;
      for (const blob of place().blobs.values()) blob.damaged = true;
    };
    const job = await bench.run('repair', { repository: 'local' });
    expect(words(job)).to.match(/^failed backup.damaged local is damaged still: /);
    expect(await standings()).to.not.include('good');
  });

  it('whose new snapshot lacks something says how to see what', async () => {
    await rot();
    bench.dumps.says = () => {
      throw new Error('it said nothing');
    };
    const job = await bench.run('repair', { repository: 'local' });
    const newest = (await bench.backups().snapshots('local', true)).find(
      ({ job: maker }) => maker === job.id,
    );
    expect(words(job))
      .to.match(/^failed backup.incomplete local was mended\. /)
      .and.to.contain(
        `The new snapshot lacks something; what, says labctl backup show ${newest!.id.slice(0, 8)}.`,
      );
  });

  it('that the manager dies in goes on to its end, and nothing that lost something is ever called whole', async () => {
    await rot();
    const all = await bench.placesOf('repair', { repository: 'local' });
    const places = [...new Set(all.map(anyPart))].filter((name) =>
      /repair|removeUnreadable|mend:|step.*snapshots|again:/.test(name),
    );
    expect(places.length).to.be.greaterThan(6);
    for (const [index, name] of places.entries()) {
      await write(`at ${index}`);
      bench.clock.pass(3_600_000);
      await bench.done('backup');
      const [hurt] = await bench.backups().snapshots('local', true);
      await rot();
      let visits = 0;
      const job = await bench.dying((at) => anyPart(at) === name && (visits += 1) === 1, 'repair', {
        repository: 'local',
      });
      expect(job.state, `${name}: ${words(job)}`).to.equal('succeeded');
      const snapshots = await bench.backups().snapshots('local', true);
      expect(snapshots[0]?.standing, name).to.equal('good');
      expect(await contentOf('local', snapshots[0]!.id), name).to.equal(`at ${index}`);
      expect(
        snapshots.map(({ id }) => id),
        name,
      ).to.not.include(hurt!.id);
    }
    const reached = bench.diedAt.map(anyPart);
    expect(places.filter((name) => !reached.includes(name))).to.deep.equal([]);
  });
});
