import { expect } from 'chai';
import type { BackupSources } from '../../../../src/core/ports.ts';
import { LabFolders, type Measured } from '../../../../src/engine/backup/lab-folders.ts';
import { aLabFile } from '../../../support/builders/a-lab-file.ts';
import { onlyCompose } from '../../../support/builders/an-observed-lab.ts';

const at = (path: string): string => `/lab/environments/${path}`;

describe('engine/backup/lab-folders', () => {
  let mounts: readonly string[] = [];
  let remembered: readonly string[] = [];
  let links: Record<string, string> = {};
  beforeEach(() => {
    [mounts, remembered, links] = [[], [], {}];
  });

  const sources: BackupSources = {
    measure: async () => ({
      ...{ files: 1, bytes: 1, mounts: [], unread: [] },
      leftOut: { files: 0, folders: 0 },
    }),
    linkAt: async (path) => links[path],
    mountinfo: async () =>
      ['/', ...mounts].map((point) => `1 0 8:1 / ${point} rw - ext4 /dev/sda rw`).join('\n'),
  };
  const folders = new LabFolders(
    {
      observe: async ({ directories }) => ({
        ...onlyCompose().files,
        directories: directories.map((path) => ({ path, uid: 1, gid: 1, mode: 0o700 })),
      }),
    },
    sources,
    { mounts: () => remembered, noteMounts: (paths) => void (remembered = paths) },
    '/lab',
  );
  const measure = (disksAreRight = false, labFile = ''): Promise<Measured> =>
    folders.measure(
      { labFile: aLabFile(labFile), disksAreRight },
      { log: () => undefined, progress: () => undefined },
      new AbortController().signal,
    );

  for (const [place, words] of [
    ['prod/db', 'prod’s database'],
    ['prod/brick-db', 'the databases of prod’s bricks'],
    ['prod/brick-db/sample_notes.notes', 'the databases of prod’s bricks'],
    ['prod', 'prod’s data, prod’s bricks, prod’s database, the databases of prod’s bricks'],
  ] as const)
    it(`a disk that was mounted at ${place} is missed, of ${words}, until a person said that it is gone`, async () => {
      mounts = [at(place), '/mnt/disk', '/lab/cache'];
      expect((await measure()).missing).to.deep.equal([]);
      expect(remembered).to.deep.equal([at(place)]);
      mounts = [];
      for (const night of [1, 2]) {
        const { missing } = await measure();
        expect(missing, String(night)).to.have.length(1);
        expect(missing[0]).to.contain(
          `Of ${words}, the disk that was mounted at ${at(place)} is not mounted now.`,
        );
      }
      await measure(true);
      expect([remembered, (await measure()).missing]).to.deep.equal([[], []]);
    });

  it('a disk of databases of an environment that is not enabled is not missed, and remembered for when it is', async () => {
    remembered = [at('dev/db')];
    const off = 'environments: { dev: { enabled: false } }';
    expect([(await measure(false, off)).missing, remembered]).to.deep.equal([[], [at('dev/db')]]);
  });

  it('a folder that is a symbolic link is missing and not taken, with what to do, also where its environment is off', async () => {
    links = { [at('prod/data')]: '../../../mnt/big/data' };
    for (const enabled of [true, false]) {
      const { missing, taken } = await measure(false, `environments: { prod: { enabled: ${enabled} } }`);
      expect(missing).to.have.length(1);
      expect(missing[0]).to.match(
        /^There is nothing of prod’s data: .*prod\/data is a symbolic link to \/mnt\/big\/data/,
      );
      expect(missing[0]).to.contain(`mount --bind /mnt/big/data ${at('prod/data')}`);
      expect(taken.map(({ path }) => path)).to.not.include('environments/prod/data');
      expect(await folders.paths()).to.not.include('environments/prod/data');
    }
  });
});
