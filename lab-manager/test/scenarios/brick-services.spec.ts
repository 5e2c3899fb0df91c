import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { HostClient } from '../support/host-client.ts';
import { HostLab, until } from '../support/host-lab.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../../..');
const [database, app] = ['prod-db-labstead-explorer-shelf', 'prod-app-labstead-explorer-tables'];

/** Which of these a connection comes about to, asked by the container's own Python. */
const reaches = `
import socket, sys
from concurrent.futures import ThreadPoolExecutor
def reached(place):
    host, port = place.rsplit(":", 1)
    try:
        socket.create_connection((host, int(port)), 2).close()
        return True
    except OSError:
        return False
with ThreadPoolExecutor(32) as pool:
    print(" ".join(place for place, open in zip(sys.argv[1:], pool.map(reached, sys.argv[1:])) if open))
`;

/** As a task of the brick does it, in glab. */
const publish = `
from labstead_core import database
from labstead_core.service_variables import database_variables
from labstead_explorer.shelf import Shelf
place = database("shelf", database_variables("prod", "labstead_explorer", ("shelf",)))
print(Shelf(place).publish("Birds", "birds.csv", ["name"], [["Gentoo"]], whole=True))
`;

const fetched = `
import sys, urllib.request
asked = urllib.request.Request(sys.argv[1], data=sys.argv[2].encode() if len(sys.argv) > 2 else None)
asked.add_header("X-Lab-User-Name", "Ada")
print(urllib.request.urlopen(asked, timeout=5).read().decode())
`;

describe('scenario: services of a brick', function () {
  this.timeout(240_000);
  let lab: HostLab;
  let owner: HostClient;

  before(async () => {
    lab = await HostLab.create();
    lab.start();
    owner = await HostClient.claim(lab);
    await lab.up();
  });
  after(() => lab.remove());

  const bricks = (...parts: string[]) => join(lab.home, 'environments/prod/bricks', ...parts);
  const settings = (services: unknown) =>
    writeFile(
      bricks('labstead_explorer/settings.json'),
      JSON.stringify({ name: 'labstead_explorer', version: '0.1.0', services }),
    );
  async function python(container: string, script: string, ...argv: string[]): Promise<string> {
    const path = `/opt/labstead/bricks/labstead_core/src:/bricks/labstead_explorer/src`;
    const name = `${lab.labId}-${container}`;
    const command = ['exec', '--env', `PYTHONPATH=${path}`, name, 'python', '-c', script, ...argv];
    return (await run('docker', command)).stdout.trim();
  }
  /** Of these places those that it reaches. */
  const reach = (from: string, ...places: string[]) => python(from, reaches, ...places);

  it('must have its database made for a brick that comes, and no container of the lab made anew', async () => {
    const before = await Promise.all(['front', 'prod-db', 'prod-glab'].map((name) => lab.container(name)));
    await cp(join(repository, 'bricks/labstead_explorer'), bricks('labstead_explorer'), { recursive: true });
    expect((await owner.run('apply')).state).to.equal('succeeded');
    await until('its database is healthy', () => lab.serves(database));
    expect(await lab.container(app), 'an app that nobody opened').to.equal(undefined);
    const after = await Promise.all(['front', 'prod-db', 'prod-glab'].map((name) => lab.container(name)));
    expect(after.map((one) => one?.Id)).to.deep.equal(before.map((one) => one?.Id));
    expect((await owner.plan()).empty).to.equal(true);
  });

  it('must run its app when it is asked for, with what its tasks put into the database', async () => {
    expect(await python('prod-glab', publish)).to.equal('1');
    const job = await owner.run('start', app);
    expect(job.state, job.outcome ?? '').to.equal('succeeded');
    await until('it is healthy', () => lab.serves(app));
    const page = `http://${app}:8000`;
    expect(await python(app, fetched, `${page}/`)).to.contain('<a href="/tables/1">Birds</a>');
    expect(await python(app, fetched, `${page}/tables/1`, 'text=Seen+today')).to.contain('Seen today');
    const shown = (await owner.status()).services.find(({ name }) => name === app);
    expect(shown?.app?.title).to.equal('Table explorer');
  });

  it('must let the app reach the database of its brick, and nothing else', async () => {
    const { stdout } = await run('docker', [
      'inspect',
      '--format',
      '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}',
      `${lab.labId}-prod-db`,
      `${lab.labId}-prod-glab`,
      `${lab.labId}-front`,
    ]);
    const own = `${database}:3306`;
    // By address: a name that isn't known to it would prove nothing. The whole table is tried in reachability.spec.ts.
    const addresses = stdout.trim().split(/\s+/);
    const others = addresses.flatMap((it) => [3306, 8000, 8080, 8081].map((port) => `${it}:${port}`));
    expect(await reach(app, own, ...others)).to.equal(own);
  });

  it('must run the app as nobody in particular, on a root that nobody can write', async () => {
    const attempts = `
import os
print(os.getuid(), os.getgid())
for path in ("/x", "/bricks/x", "/run/secrets/x", "/bricks/labstead_explorer/x"):
    try:
        open(path, "w")
        print("written", path)
    except OSError:
        pass
`;
    expect(await python(app, attempts)).to.equal('10006 10001');
    const { stdout } = await run('docker', ['inspect', `${lab.labId}-${app}`]);
    const [{ HostConfig }] = JSON.parse(stdout) as [{ HostConfig: Record<string, unknown> }];
    expect(HostConfig).to.deep.include({ Privileged: false, PidsLimit: 128, Memory: 256 * 1024 ** 2 });
    expect(HostConfig['PortBindings'] ?? {}).to.deep.equal({});
  });

  it('must say what is wrong with a declaration, and leave alone what runs', async () => {
    const shelf = { name: 'shelf', kind: 'database', memory: '256 MiB' };
    const id = (await lab.container(database))?.Id;
    const wrong: [unknown, string][] = [
      [[{ ...shelf, privileged: true }], 'services[0].privileged is refused'],
      [[{ ...shelf, volumes: ['/:/host'] }], 'services[0].volumes is refused'],
      [[shelf, { name: 'cache', kind: 'redis' }], '"redis" is no kind of service'],
      [[shelf, { name: 'a"b\n', kind: 'database' }], 'services[1].name has to be'],
    ];
    for (const [services, told] of wrong) {
      await settings(services);
      expect((await owner.run('apply')).state).to.equal('succeeded');
      expect((await owner.problem('brick-service'))?.message).to.contain(told);
      expect((await lab.container(database))?.Id, told).to.equal(id);
      const shown = (await owner.status()).services.find(({ name }) => name === database);
      expect([shown?.state, shown?.wanted], told).to.deep.equal(['running', 'running']);
    }
    expect((await owner.run('restart', database)).state).to.equal('succeeded');
    expect((await lab.container(database))?.Id).to.equal(id);
    await until('all runs', () => lab.serves('front', 'prod-db', 'prod-glab', database));
  });

  it('must take containers and networks away with the brick, and keep the data for when it comes back', async () => {
    await rm(bricks('labstead_explorer'), { recursive: true });
    expect((await owner.run('apply')).state).to.equal('succeeded');
    expect([await lab.container(database), await lab.container(app)]).to.deep.equal([undefined, undefined]);
    const label = [`org.labstead.lab=${lab.labId}`];
    const networks = await lab.engine.list<{ Name: string }>('/networks', { label });
    expect(networks.filter(({ Name }) => Name.includes('explorer'))).to.deep.equal([]);
    expect(await readdir(join(lab.home, 'environments/prod/brick-db'))).to.deep.equal([
      'labstead_explorer.shelf',
    ]);
    await mkdir(bricks(), { recursive: true });
    await cp(join(repository, 'bricks/labstead_explorer'), bricks('labstead_explorer'), { recursive: true });
    expect((await owner.run('apply')).state).to.equal('succeeded');
    await until('its database is healthy', () => lab.serves(database));
    expect(await python('prod-glab', publish), 'the table of before is still there').to.equal('2');
  });
});
