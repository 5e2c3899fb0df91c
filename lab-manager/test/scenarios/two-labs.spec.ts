import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { HostClient } from '../support/host-client.ts';
import { HostLab, until } from '../support/host-lab.ts';

const explorer = join(import.meta.dirname, '../../../bricks/labstead_explorer');
const database = 'prod-db-labstead-explorer-shelf';

interface Inspected {
  Name: string;
  Mounts: { Source: string }[];
  NetworkSettings: { Networks: Record<string, unknown>; Ports: Record<string, unknown> };
}

/** The same lab file, the same brick, twice on one machine. Their edges' ports: test/install/lifecycle.sh. */
describe('scenario: two labs on one machine', () => {
  let labs: HostLab[] = [];
  let owners: HostClient[] = [];

  before(async () => {
    for (let count = 0; count < 2; count += 1) {
      const lab = await HostLab.create();
      labs = [...labs, lab];
      await cp(explorer, join(lab.home, 'environments/prod/bricks/labstead_explorer'), { recursive: true });
      lab.start();
      owners = [...owners, await HostClient.claim(lab)];
      await lab.up();
      expect((await owners.at(-1)?.run('apply'))?.state).to.equal('succeeded');
      await until('the brick’s database is healthy', () => lab.serves(database), 120_000);
    }
  });
  after(async () => {
    // Both managers first: each would go on healing what is removed.
    await Promise.all(labs.map((lab) => lab.kill()));
    for (const lab of labs) await lab.remove();
  });

  const inspected = async (lab: HostLab): Promise<Inspected[]> =>
    Promise.all(
      (await lab.containers()).map(({ Id }) => lab.engine.get<Inspected>(`/containers/${Id}/json`)),
    );
  const networksOf = async (lab: HostLab): Promise<string[]> =>
    (await lab.engine.list<{ Name: string }>('/networks', { label: [`org.labstead.lab=${lab.labId}`] }))
      .map(({ Name }) => Name)
      .sort();

  it('must have names, networks, volumes and data of its own each, and take no port of the machine', async () => {
    for (const lab of labs) {
      const containers = await inspected(lab);
      expect(containers.map(({ Name }) => Name)).to.include.members([
        `/${lab.labId}-prod-db`,
        `/${lab.labId}-${database}`,
      ]);
      for (const { Name, Mounts, NetworkSettings } of containers) {
        expect(Name.startsWith(`/${lab.labId}-`), Name).to.equal(true);
        for (const { Source } of Mounts) expect(Source.startsWith(`${lab.home}/`), Source).to.equal(true);
        for (const network of Object.keys(NetworkSettings.Networks))
          expect(network.startsWith(`${lab.labId}-`), network).to.equal(true);
        expect(Object.values(NetworkSettings.Ports).filter((bound) => bound !== null)).to.deep.equal([]);
      }
    }
  });

  it('must stop, uninstall and bring back the one without the other noticing', async () => {
    const [one, two] = labs as [HostLab, HostLab];
    const before = [await two.containers(), await networksOf(two)] as const;
    expect((await owners[0]?.run('stop'))?.state).to.equal('succeeded');
    expect(await two.serves('front', 'prod-db', 'prod-glab', database)).to.equal(true);
    expect((await owners[0]?.run('uninstall'))?.state).to.equal('succeeded');
    expect([await one.containers(), await networksOf(one)]).to.deep.equal([[], []]);
    expect((await two.containers()).map(({ Id }) => Id)).to.deep.equal(before[0].map(({ Id }) => Id));
    expect(await networksOf(two)).to.deep.equal(before[1]);
    expect((await owners[0]?.run('install'))?.state).to.equal('succeeded');
    await until('both serve', async () =>
      (await Promise.all(labs.map((lab) => lab.serves('front', 'prod-db', 'prod-glab', database)))).every(
        Boolean,
      ),
    );
    expect((await owners[1]?.plan())?.empty).to.equal(true);
  });
});
