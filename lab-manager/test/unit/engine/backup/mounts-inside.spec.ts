import { expect } from 'chai';
import { containerName } from '../../../../src/core/names.ts';
import { dataTarget } from '../../../../src/engine/backup/lab-databases.ts';
import { mountsInside } from '../../../../src/engine/backup/mounts-inside.ts';
import { aService } from '../../../support/builders/a-lab.ts';
import { aContainer } from '../../../support/builders/an-observed-lab.ts';

describe('engine/backup/mounts-inside', () => {
  const labId = 'lab7k2m9q';
  const manager = '1 0 8:1 /srv/lab /lab rw - ext4 /dev/sda rw';
  const onRoot = (folder: string): string =>
    `1 0 8:1 /srv/lab/environments/${folder} ${dataTarget} rw - ext4 /dev/sda rw`;

  const unlike = async (name: string, folder: string, own: string, inside: string) => {
    const one = aService(name);
    const mounts = [{ source: `/lab/environments/${folder}`, target: dataTarget, readOnly: false }];
    const container = aContainer(name, { name: containerName(labId, name), ours: true, state: 'running' });
    const look = mountsInside({
      engine: { exec: async () => ({ exitCode: 0, stdout: inside, stderr: '' }) },
      sources: { mountinfo: async () => own },
      ...{ home: '/lab', labId },
      services: () => [{ ...one, spec: { ...one.spec, mounts } }],
      containers: async () => [container],
    });
    return look({ log: () => undefined, progress: () => undefined }, new AbortController().signal);
  };

  for (const [name, folder, words] of [
    ['prod-db', 'prod/db', 'prod’s database'],
    ['prod-db-sample-notes-notes', 'prod/brick-db/sample_notes.notes', 'the databases of prod’s bricks'],
  ] as const)
    it(`names ${name} where it runs on the folder that its disk hides from the manager`, async () => {
      const mounted = `${manager}\n2 1 8:17 / /lab/environments/${folder} rw - ext4 /dev/sdb rw`;
      expect(await unlike(name, folder, manager, onRoot(folder))).to.deep.equal([]);
      const [told, ...others] = await unlike(name, folder, mounted, onRoot(folder));
      expect([told?.at, others]).to.deep.equal([`/lab/environments/${folder}`, []]);
      expect(told?.words).to.contain(
        `Of ${words}, ${name} has another disk at /lab/environments/${folder} than the lab manager`,
      );
    });
});
