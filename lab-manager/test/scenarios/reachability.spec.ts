import { expect } from 'chai';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  brickRoles,
  reachability,
  type Cell,
  type Destination,
  type Source,
} from '../../src/core/desired/reachability.ts';
import { browse } from '../support/browse.ts';
import { InstalledLab } from '../support/installed-lab.ts';
import { internet, metadata, OutsideWorld } from '../support/outside-world.ts';
import { brickService, reachableBricks, reachableServices } from '../support/reachable-bricks.ts';
import { probeFrom, type Aim, type Probed } from '../support/probe-from.ts';

interface Inspected {
  Config: { Image: string };
  Mounts: readonly { Source: string }[];
  NetworkSettings: { Networks: Record<string, { IPAddress: string; Gateway: string }> };
}

/** The committed table of who reaches whom, tried cell by cell from inside the very namespaces of the services. */
describe('scenario: reachability', () => {
  const owner = { email: 'ada@lab.example', name: 'Ada', password: 'a long enough password' };
  const sources = [...new Set(reachability().map(({ source }) => source))];
  const world = new OutsideWorld();
  let lab: InstalledLab;
  let image: string;

  before(async () => {
    await world.begin();
    lab = await InstalledLab.install({ dev: false });
    await browse(lab, 'POST', '/api/v1/claim', { body: { ...owner, token: lab.setupToken } });
    const password = await lab.write('password', owner.password);
    await lab.labctl('login', '--email', owner.email, '--password-file', password);
    const { version } = JSON.parse(
      await readFile(join(import.meta.dirname, '../../../package.json'), 'utf8'),
    ) as { version: string };
    image = `labstead/glab:${version}`;
    for (const { environment, name } of reachableBricks) {
      const folder = join(lab.home, 'environments', environment, 'bricks', name);
      await mkdir(join(folder, 'src', name), { recursive: true });
      await writeFile(join(folder, 'src', name, '__init__.py'), '');
      const settings = { name, version: '1.0.0', services: reachableServices };
      await writeFile(join(folder, 'settings.json'), JSON.stringify(settings));
    }
  });
  after(async () => {
    await world.end();
    await (lab as InstalledLab | undefined)?.remove();
  });

  it('must be as the table says, cell by cell, where the lab file opens nothing', async () => {
    await apply('environments: { dev: { enabled: true } }');
    for (const app of brickRoles.filter((role) => role.endsWith('-app'))) {
      const started = await lab.labctl('start', brickService(app));
      expect(started.status, started.stdout + started.stderr).to.equal(0);
    }
    expect(await differences(reachability())).to.deep.equal([]);
  });

  it('must be as the table says where the lab file lets prod and the codelab out', async () => {
    await apply(
      'environments: { prod: { internet: true }, dev: { enabled: true } }\ncodelab: { internet: true }',
    );
    expect(await differences(reachability(['prod', 'codelab']))).to.deep.equal([]);
  });

  it('must leave the engine’s socket to the manager alone', async () => {
    const holders = [];
    for (const source of sources)
      if ((await inspect(source)).Mounts.some(({ Source }) => Source.endsWith('docker.sock')))
        holders.push(source);
    expect(holders).to.deep.equal(['lab-manager']);
  });

  async function apply(more: string): Promise<void> {
    const text = `name: Test lab\ndomain: lab.localhost\nbiota: { mode: on }\n${more}\n`;
    const set = await lab.labctl('config', 'set', await lab.write('lab.yaml', text));
    expect(set.status, set.stdout + set.stderr).to.equal(0);
    // What the bricks declare is being healed into the lab already.
    const applied = await lab.labctl('apply', '--wait');
    expect(applied.status, applied.stdout + applied.stderr).to.equal(0);
  }

  /** Every cell that isn't as it should be, as a sentence. */
  async function differences(cells: readonly Cell[]): Promise<string[]> {
    await world.keepInside(await subnets());
    const known = await addresses();
    const everywhere = [...known].flatMap(([destination, found]) => aimsAt(cells, destination, found));
    const wrong: string[] = [];
    for (const source of sources) {
      const { reached } = await probe(source, everywhere);
      for (const cell of cells.filter((one) => one.source === source)) {
        const aims = aimsAt([cell], cell.destination, known.get(cell.destination) ?? []);
        const open = aims.filter((aim) => reached.some((one) => same(one, aim)));
        const asItShould = cell.open ? open.some(isIpv4) && open.every(isIpv4) : open.length === 0;
        if (!asItShould) wrong.push(sentence(cell, open));
      }
    }
    return wrong;
  }

  async function subnets(): Promise<string[]> {
    const label = [`org.labstead.lab=${lab.labId}`];
    const networks = await lab.engine.list<{ IPAM: { Config: { Subnet: string }[] } }>('/networks', {
      label,
    });
    return networks.flatMap(({ IPAM }) => IPAM.Config.map(({ Subnet }) => Subnet));
  }

  /** All that a destination is known by, IPv6 included. */
  async function addresses(): Promise<Map<Destination, readonly string[]>> {
    const known = new Map<Destination, readonly string[]>();
    const gateways = new Set<string>();
    for (const source of sources) {
      const { Networks } = (await inspect(source)).NetworkSettings;
      for (const { Gateway } of Object.values(Networks)) if (Gateway !== '') gateways.add(Gateway);
      const { ipv6 } = await probe(source, []);
      known.set(source, [...Object.values(Networks).map(({ IPAddress }) => IPAddress), ...ipv6]);
    }
    const machine = [...new Set([...world.machine(), ...gateways])];
    return known
      .set('machine', machine)
      .set('docker', machine)
      .set('metadata', [metadata, `::ffff:${metadata}`, 'fd00:ec2::254'])
      .set('internet', [internet, `64:ff9b::${internet}`]);
  }

  function aimsAt(cells: readonly Cell[], destination: Destination, found: readonly string[]): Aim[] {
    const ports = new Set(cells.filter((one) => one.destination === destination).map(({ port }) => port));
    return [...ports].flatMap((port) =>
      found.map((address) => ({ address, port: port === 'any' ? world.anyPort : port })),
    );
  }

  const probe = (source: Source, aims: readonly Aim[]): Promise<Probed> =>
    probeFrom(containerOf(source), aims, image);
  const inspect = (source: Source) => lab.engine.get<Inspected>(`/containers/${containerOf(source)}/json`);

  function containerOf(source: Source): string {
    const role = brickRoles.find((one) => one === source);
    return `${lab.labId}-${role === undefined ? source : brickService(role)}`;
  }
});

const same = (one: Aim, other: Aim): boolean => one.address === other.address && one.port === other.port;

/** An IPv4 address in the dress of an IPv6 one goes over IPv4. */
const isIpv4 = ({ address }: Aim): boolean => !address.includes(':') || address.startsWith('::ffff:');

const sentence = ({ source, destination, port, open }: Cell, reached: readonly Aim[]): string =>
  `${source} → ${destination}:${port} is ${open ? 'to be open' : 'to be closed'}, reached: ${reached.map(({ address }) => address).join(' ') || 'nothing'}`;
