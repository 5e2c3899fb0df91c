import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { browse } from '../support/browse.ts';
import { until } from '../support/host-lab.ts';
import { InstalledLab } from '../support/installed-lab.ts';

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;

interface Stats {
  memory_stats: { usage: number; stats: { inactive_file?: number; total_inactive_file?: number } };
}

/** More than the memory of everything on the way, through the real edge. */
describe('scenario: a big upload', () => {
  const owner = { email: 'ada@lab.example', name: 'Ada', password: 'a long enough password' };
  const watched = ['edge', 'lab-manager', 'prod-glab'];
  const size = 5 * GiB;
  let lab: InstalledLab;
  let file: string;

  before(async () => {
    lab = await InstalledLab.install({ dev: false });
    await browse(lab, 'POST', '/api/v1/claim', { body: { ...owner, token: lab.setupToken } });
    const password = await lab.write('password', owner.password);
    await lab.labctl('login', '--email', owner.email, '--password-file', password);
    await until('the lab runs', async () => (await lab.labctl('status')).status === 0, 120_000);
    file = join(lab.folder, 'big.bin');
    // Takes no room on the sender's side.
    const sparse = await open(file, 'w');
    await sparse.truncate(size);
    await sparse.close();
  });
  after(() => lab.remove());

  it('must stream: the memory of what it passes through stays flat', async () => {
    const before = await memory();
    const most = new Map(before);
    let sending = true;
    const uploaded = lab.labctl('--json', 'data', 'upload', file).finally(() => (sending = false));
    while (sending) {
      for (const [service, bytes] of await memory())
        most.set(service, Math.max(most.get(service) ?? 0, bytes));
    }
    const { status, stdout, stderr } = await uploaded;
    expect(status, stdout + stderr).to.equal(0);
    for (const service of watched) {
      const grown = (most.get(service) ?? 0) - (before.get(service) ?? 0);
      expect(grown / MiB, `MiB that ${service} grew by`).to.be.lessThan(100);
    }
    const { items } = await lab.labctlJson<{ items: { id: string; size: number }[] }>('data', 'list');
    expect(items.map((item) => item.size)).to.deep.equal([size]);
    await rm(file);
  });

  /** As `docker stats` counts: what the kernel keeps of files and may drop at any time is no memory of theirs. */
  async function memory(): Promise<Map<string, number>> {
    const of = async (service: string): Promise<[string, number]> => {
      const path = `/containers/${lab.labId}-${service}/stats?stream=0&one-shot=1`;
      const { usage, stats } = (await lab.engine.get<Stats>(path)).memory_stats;
      return [service, usage - (stats.total_inactive_file ?? stats.inactive_file ?? 0)];
    };
    return new Map(await Promise.all(watched.map(of)));
  }
});
