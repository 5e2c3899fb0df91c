import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { linuxMachine } from '../../../../src/adapters/machine/linux-machine.ts';
import { readingOf } from '../../../../src/adapters/machine/proc.ts';
import { refused } from '../../../support/refused.ts';

const stat = `cpu  1000 200 300 99000 500 60 40 10 70 0
cpu0 500 100 150 49500 250 30 20 5 35 0
cpu1 500 100 150 49500 250 30 20 5 35 0
intr 1 2 3
`;
const memory = 'MemTotal:        2000 kB\nMemFree:          100 kB\nMemAvailable:    1500 kB\n';

describe('adapters/machine', () => {
  it('waiting for disks is no work; what a hypervisor took away is', () => {
    expect(readingOf({ stat, memory, load: '0.50 0.25 0.10 1/200 77\n' })).to.deep.equal({
      cores: 2,
      busySeconds: 16.1,
      memoryBytes: 500 * 1024,
      memoryTotalBytes: 2000 * 1024,
      load: [0.5, 0.25, 0.1],
    });
  });

  it('reads this very machine', async () => {
    const before = await linuxMachine().read();
    expect(before).to.include({ cores: cpus().length, memoryTotalBytes: totalmem() });
    expect(before.memoryBytes).to.be.within(1, before.memoryTotalBytes);
    const end = performance.now() + 200;
    while (performance.now() < end);
    expect((await linuxMachine().read()).busySeconds - before.busySeconds).to.be.within(0.1, 5);
  });

  it('says so where the kernel tells something else', async () => {
    const proc = await mkdtemp(join(tmpdir(), 'labstead-proc-'));
    try {
      await refused('files.failed', () => linuxMachine(proc).read());
      for (const name of ['stat', 'meminfo', 'loadavg']) await writeFile(join(proc, name), 'nothing\n');
      await refused('files.failed', () => linuxMachine(proc).read());
    } finally {
      await rm(proc, { recursive: true });
    }
  });
});
