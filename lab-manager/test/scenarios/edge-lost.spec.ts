import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { browse } from '../support/browse.ts';
import { until } from '../support/host-lab.ts';
import { InstalledLab } from '../support/installed-lab.ts';

/** The edge runs and says that it is well, and yet serves nothing: what it has mounted is another folder than its own. */
describe('scenario: an edge that lost its configuration', () => {
  let lab: InstalledLab;

  before(async () => {
    lab = await InstalledLab.install({ dev: false });
  });
  after(() => (lab as InstalledLab | undefined)?.remove());

  it('must be noticed, and said with what to do, by who is asked inside', async () => {
    expect(await summary()).to.match(/^All \d+ services are running\.$/);
    await startEdgeOnAnEmptyFolder();
    await until('the edge serves nothing', async () => (await answers()) !== 200);
    await until(
      'the lab says so',
      async () => /can’t be reached at lab\.localhost/.test(await summary()),
      120_000,
    );
  });

  it('must have its routes published again, and be well once it is started anew as the hint says', async () => {
    await container('edge', 'restart?t=5');
    await until('people reach the lab', async () => (await answers()) === 200);
    await until('the lab says so', async () => /services are running/.test(await summary()), 120_000);
  });

  /** Behind the back of the manager, which would mend it at once. What is mounted stays, whatever its name becomes. */
  async function startEdgeOnAnEmptyFolder(): Promise<void> {
    const dynamic = join(lab.home, 'edge/dynamic');
    await container('lab-manager', 'pause');
    await container('edge', 'stop?t=5');
    await rename(dynamic, `${dynamic}.kept`);
    await mkdir(dynamic, { mode: 0o755 });
    await container('edge', 'start');
    await rename(dynamic, `${dynamic}.empty`);
    await rename(`${dynamic}.kept`, dynamic);
    await container('lab-manager', 'unpause');
  }

  const container = (service: string, action: string): Promise<unknown> =>
    lab.engine.post(`/containers/${lab.labId}-${service}/${action}`);

  async function answers(): Promise<number> {
    return browse(lab, 'GET', '/api/v1/lab').then(
      ({ status }) => status,
      () => 0,
    );
  }

  /** What the manager says to who is in its container, where the edge is not needed. */
  async function summary(): Promise<string> {
    const ask = `fetch('http://127.0.0.1:8081/readyz').then((reply) => reply.text()).then(console.log)`;
    return (JSON.parse(await lab.inManager('node', '-e', ask)) as { summary?: string }).summary ?? '';
  }
});
