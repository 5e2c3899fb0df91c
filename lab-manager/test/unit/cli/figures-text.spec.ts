import { expect } from 'chai';
import { figuresReply } from '../../../src/api/routes/figures-reply.ts';
import { figuresText } from '../../../src/cli/output/figures-text.ts';
import { nothingKnown } from '../../../src/engine/figures/now.ts';
import { used } from '../../support/builders/used.ts';
import { FakeLab } from '../../support/fake-lab.ts';
import { quietTerminal } from '../../support/quiet-terminal.ts';

const text = (now = used()) => figuresText(quietTerminal(), figuresReply(now, new FakeLab()));

describe('cli/output/figures-text', () => {
  it('tells what each service uses beside its limit', () => {
    expect(text()).to.match(
      /^prod-glab +0\.50 of 1\.5 +1\.00 GiB of 2\.00 GiB +20 of 512 +100 B\/s +2\.00 KiB\/s +0 B\/s +5 B\/s$/m,
    );
  });

  it('tells of the machine, its disks, and what an environment keeps', () => {
    const lines = text();
    expect(lines).to.include('Machine: 1.25 of 2 cores, 3.00 GiB of 8.00 GiB memory, load 0.40 0.30 0.20');
    expect(lines).to.include(
      'Disk:    2.00 GiB used, 1.00 GiB available of 4.00 GiB where /var/lib/labstead lies',
    );
    expect(lines).to.include('prod keeps 3.00 GiB of data and 100 MiB in its database.');
  });

  it('what nobody knows is a dash and no zero', () => {
    expect(text(used({ figures: new Map(), counters: new Map(), folders: new Map() }))).to.match(
      /^prod-glab +– +– +– +– +– +– +–$/m,
    );
    expect(text(nothingKnown)).to.include('Nothing was read yet');
  });
});
