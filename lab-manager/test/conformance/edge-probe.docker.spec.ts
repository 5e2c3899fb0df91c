import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { createEdgeProbe } from '../../src/adapters/edge/edge-probe.ts';
import { createLabFiles } from '../../src/adapters/files/lab-files.ts';
import { edgeFileText, routesDigest } from '../../src/core/desired/edge-files.ts';
import { directories } from '../../src/core/desired/directories.ts';
import { owners } from '../../src/core/desired/owners.ts';
import type { RouteTable } from '../../src/core/model/routes.ts';
import type { LabFiles } from '../../src/core/ports.ts';
import { aLabFile, someFacts } from '../support/builders/a-lab-file.ts';
import { freePort } from '../support/free-port.ts';
import { realClock } from '../support/real-clock.ts';
import { reap, testRun, testRunLabel } from '../support/reaper.ts';
import { EngineApi } from '../support/test-engine-api.ts';

const version = '0.1.0';
const names = ['lab.localhost', '*.lab.localhost'];
const managerOf = (host: string) => ({ host, path: '/', target: 'http://lab-manager:8080', gate: undefined });
const routes: RouteTable = {
  httpsPort: 8443,
  routes: [
    { name: 'console', ...managerOf('lab.localhost') },
    { name: 'other', ...managerOf('other.lab.localhost') },
  ],
};
/** Answers in the manager's place, if asked by the name under which people reach it. */
const answer = `require('node:http').createServer((request, response) => {
  const known = request.headers.host.endsWith('lab.localhost:8443') && request.url === '/api/v1/lab';
  response.writeHead(known ? 200 : 421).end(JSON.stringify({ domain: 'lab.localhost' }));
}).listen(8080)`;

/** The probe against the real edge, in the states in which one may find it. */
describe('conformance/edge-probe: the real edge', () => {
  const engine = new EngineApi('/var/run/docker.sock');
  const labels = { [testRunLabel]: testRun };
  let home: string;
  let files: LabFiles;
  let manager: string;
  let address: string;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'labstead-edge-'));
    await chmod(home, 0o755);
    files = await aDataRoot(home);
    await files.issueCertificate({ names });
    await publish();
    const { Id } = await engine.post<{ Id: string }>('/networks/create', {
      Name: `edge-probe-${testRun}`,
      Labels: labels,
    });
    manager = await run('lab-manager', Id, { Entrypoint: ['node', '-e', answer], Binds: [] });
    const folders = ['dynamic', 'certs'].map(
      (name) => `${join(home, 'edge', name)}:/etc/labstead/${name}:ro`,
    );
    const edge = await run('edge', Id, {
      Binds: folders,
      Sysctls: { 'net.ipv4.ip_unprivileged_port_start': '0' },
    });
    const seen = await engine.get<{ NetworkSettings: { Networks: Record<string, { IPAddress: string }> } }>(
      `/containers/${edge}/json`,
    );
    address = Object.values(seen.NetworkSettings.Networks)[0]?.IPAddress ?? '';
  });
  after(async () => {
    await reap(engine);
    await rm(home, { recursive: true, force: true });
  });

  it('has nothing to say of a lab that answers, with its own certificate, under the name people use', async () => {
    expect(await until((reason) => reason === undefined)).to.equal(undefined);
  });

  it('says so when the edge lost its routes, and they are there again once they are published again', async () => {
    await writeFile(join(home, 'edge/dynamic/lab.yaml'), '{}\n');
    // Without its file the edge has no certificate of the lab's either.
    expect(await until((reason) => reason !== undefined)).to.match(/answers with 404|certificate is refused/);
    await publish();
    expect(await until((reason) => reason === undefined)).to.equal(undefined);
  });

  it('says so when another answers in the lab’s place', async () => {
    expect(await ask('other.lab.localhost')).to.equal('something else answers in the lab’s place');
  });

  it('says so when its certificate is none that who trusts the lab accepts', async () => {
    expect(await ask('lab.example.org')).to.match(/^its certificate is refused \(.+\)$/);
    const another = await mkdtemp(join(tmpdir(), 'labstead-ca-'));
    await (await aDataRoot(another)).issueCertificate({ names });
    expect(await ask('lab.localhost', { ca: another })).to.match(/^its certificate is refused/);
    await rm(another, { recursive: true });
  });

  it('says so when nothing listens there, or the lab’s authority is missing', async () => {
    expect(await ask('lab.localhost', { port: await freePort(), host: '127.0.0.1' })).to.equal(
      'it does not answer (ECONNREFUSED)',
    );
    expect(await ask('lab.localhost', { ca: '/nowhere' })).to.contain('authority is missing');
  });

  it('says so when the manager can’t be reached', async () => {
    await engine.post(`/containers/${manager}/stop?t=0`);
    expect(await ask('lab.localhost')).to.match(/^it answers with 50[24]$|^it does not answer within 5 s$/);
  });

  async function publish(): Promise<void> {
    edgeFileText(routes);
    await files.publishRoutes(routes, routesDigest(routes));
  }

  /** Created, started and running; answers its id. */
  async function run(name: string, network: string, options: Record<string, unknown>): Promise<string> {
    const { Entrypoint, ...hostConfig } = options;
    const { Id } = await engine.post<{ Id: string }>('/containers/create', {
      Image: `labstead/${name}:${version}`,
      Labels: labels,
      ...(Entrypoint === undefined ? {} : { Entrypoint, Cmd: [] }),
      HostConfig: { NetworkMode: network, ...hostConfig },
      NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [name] } } },
    });
    await engine.post(`/containers/${Id}/start`);
    return Id;
  }

  function ask(domain: string, other: { host?: string; port?: number; ca?: string } = {}) {
    const { host = address, port = 443, ca = home } = other;
    const caFile = join(ca, 'edge/certs/ca.crt');
    return createEdgeProbe({ host, port, publishedPort: 8443, caFile }).ask(
      domain,
      new AbortController().signal,
    );
  }

  /** The edge takes a second or two to read what changed; answers what the last question brought. */
  async function until(check: (reason: string | undefined) => boolean): Promise<string | undefined> {
    const end = performance.now() + 30_000;
    for (;;) {
      const reason = await ask('lab.localhost');
      if (check(reason) || performance.now() > end) return reason;
      await sleep(200);
    }
  }
});

/** With the folders that the plan makes before it needs them. */
async function aDataRoot(home: string): Promise<LabFiles> {
  const files = createLabFiles({ home, edgeOwner: owners.edge, clock: realClock, shipped: home });
  for (const directory of directories(aLabFile(), someFacts({ home })))
    await files.ensureDirectory(directory);
  return files;
}
