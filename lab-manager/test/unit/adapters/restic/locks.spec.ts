import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import {
  decideUnlock,
  readLock,
  type Lock,
  type LockSituation,
  type ProcessSeen,
} from '../../../../src/adapters/restic/locks.ts';
import { restoringHost } from '../../../../src/core/backup/fresh-machine.ts';

const now = Date.UTC(2026, 10, 22, 3);
const minutes = 60_000;
const repository = 'local:/r';

const lock = (change: Partial<Lock> = {}): Lock => ({
  hostname: 'ours',
  pid: 50,
  time: now - minutes,
  ...change,
});
const other = (change: Partial<Lock> = {}): Lock => lock({ hostname: 'theirs', pid: 7, ...change });
const ofOurs = [{ pid: 50, repositories: [repository], startedAt: now - 2 * minutes }];

function decide(
  locks: readonly Lock[],
  change: Partial<LockSituation> & { here?: Record<number, ProcessSeen> } = {},
) {
  const { here = {}, ...rest } = change;
  return decideUnlock({
    locks,
    hostname: 'ours',
    records: ofOurs,
    process: (pid) => here[pid] ?? 'gone',
    now,
    ...rest,
  }).act;
}

describe('adapters/restic/locks', () => {
  it('a lock of a process of ours that is gone is taken away', () => {
    expect(decide([lock()])).to.equal('unlock');
    expect(decide([lock(), other()])).to.equal('unlock');
  });

  it('where there is none of ours nothing is done, whatever lies there', () => {
    expect(decide([])).to.equal('nothing');
    expect(decide([other()])).to.equal('nothing');
    expect(decide([other({ time: now - 600 * minutes })])).to.equal('nothing');
  });

  it('one of another host that nobody wrote anew for a day goes, but not together with one that is younger', () => {
    const abandoned = other({ time: now - 1441 * minutes });
    expect(decide([abandoned])).to.equal('unlock');
    expect(decide([abandoned, lock()])).to.equal('unlock');
    expect(decide([abandoned, other({ time: now - 31 * minutes })])).to.equal('nothing');
    expect(decide([abandoned, lock({ pid: 60 })])).to.equal('nothing');
    expect(decide([abandoned, other()]), 'which no unlock takes').to.equal('unlock');
  });

  it('one that an installer’s restore left goes after half an hour, by the name that install.sh gives its container', async () => {
    const installer = await readFile(new URL('../../../../../install.sh', import.meta.url), 'utf8');
    expect(installer).to.include(`--hostname ${restoringHost} `);
    expect(decide([other({ hostname: restoringHost, time: now - 31 * minutes })])).to.equal('unlock');
    expect(decide([other({ hostname: restoringHost })])).to.equal('nothing');
  });

  it('a lock of ours whose process still works stays', () => {
    expect(decide([lock()], { here: { 50: 'restic' } })).to.equal('nothing');
  });

  it('another machine’s of the same name is not ours: nobody here was ever that process', () => {
    expect(decide([lock()], { records: [] })).to.equal('nothing');
    expect(decide([lock()], { records: [{ ...ofOurs[0]!, startedAt: now + 5 * minutes }] })).to.equal(
      'nothing',
    );
  });

  it('what restic would take away beside ours is never taken', () => {
    expect(decide([lock(), other({ time: now - 31 * minutes })])).to.equal('leave');
    expect(decide([lock(), lock({ pid: 60 })])).to.equal('leave');
  });

  it('no program but restic is ever sent the signal by which it asks whether a process is there', () => {
    expect(decide([lock()], { here: { 50: 'other' } })).to.equal('nothing');
    expect(decide([lock(), lock({ pid: 7 })], { here: { 7: 'other' } })).to.equal('leave');
  });

  it('one whose number another process has for now is waited for, and nobody is sent that signal meanwhile', () => {
    const here = { 50: 'another', 7: 'gone' } as const;
    expect(decide([lock()], { here })).to.equal('wait');
    expect(decide([lock(), other()], { here })).to.equal('wait');
    expect(decide([lock()], { here, records: [] })).to.equal('nothing');
    expect(decide([lock({ time: now - 31 * minutes })], { here })).to.equal('unlock');
  });

  it('one of ours that nobody wrote anew for half an hour goes, also where nothing is remembered of it', () => {
    const old = lock({ time: now - 31 * minutes });
    expect(decide([old], { records: [] })).to.equal('unlock');
    expect(decide([old], { records: [], here: { 50: 'other' } })).to.equal('unlock');
    expect(decide([old], { here: { 50: 'restic' } })).to.equal('nothing');
  });

  it('a clock that went back makes no lock old', () => {
    expect(decide([lock({ time: now + 600 * minutes })], { records: [] })).to.equal('nothing');
  });

  it('is read as restic prints it; anything else is no lock', () => {
    expect(
      readLock('{"time":"2026-11-22T03:00:00Z","exclusive":false,"hostname":"h","username":"root","pid":9}'),
    ).to.deep.equal({
      hostname: 'h',
      pid: 9,
      time: now,
    });
    for (const printed of ['', '[]', '{"pid":9}']) expect(readLock(printed), printed).to.equal(undefined);
  });
});
