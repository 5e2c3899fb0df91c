import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childProgram, type ChildProgram } from '../../../support/child-program.ts';
import { privateMounts } from '../../../support/private-mounts.ts';

describe('adapters/store on a full disk', function () {
  this.timeout(30_000);
  let program: ChildProgram;
  let disk = '';
  const told: Record<string, { [what: string]: unknown }> = {};

  before(async () => {
    program = childProgram(join(import.meta.dirname, 'disk-full.child.ts'));
    disk = mkdtempSync(join(tmpdir(), 'labstead-disk-'));
    const mount = privateMounts(['-t', 'tmpfs', '-o', 'size=16m', 'labstead-test', disk]);
    const child = program.start([disk], {}, mount);
    const { errors } = await child.ended;
    for (const line of child.lines) {
      const space = line.indexOf(' ');
      told[line.slice(0, space)] = JSON.parse(line.slice(space + 1)) as { [what: string]: unknown };
    }
    expect(told['opened-on-full-disk'], errors).not.to.equal(undefined);
  });
  after(() => {
    program.remove();
    rmSync(disk, { recursive: true, force: true });
  });

  it('state changes still commit: the ballast makes room for them', () => {
    expect(told['ballast']).to.equal(true);
    expect(told['after-full']).to.deep.include({ created: 20, ballast: false, jobs: 20 });
  });

  it('once that room is used up too, a change is refused with a clear error, and nothing committed is lost', () => {
    const { code, message, jobs, expected } = told['until-nothing-left'] ?? {};
    expect(code).to.equal('store.full');
    expect(message).to.match(/^The disk that holds .*lab\.db is full/);
    expect(jobs).to.equal(expected);
    expect(told['reopened']?.['jobs']).to.equal(expected);
  });

  it('the ballast comes back by itself once there is room, and not before', () => {
    expect(told['reopened']?.['ballast']).to.equal(false);
    expect(told['room-again']).to.deep.equal({ ballast: true, free: true });
  });

  it('a start without any room left says that the disk is full', () => {
    expect(told['start-without-room']).to.deep.equal({ refused: 'store.full' });
  });

  it('the manager starts on a full disk with ballast and can write', () => {
    expect(told['opened-on-full-disk']).to.deep.equal({ jobs: told['reopened']?.['jobs'], more: 'created' });
  });
});
