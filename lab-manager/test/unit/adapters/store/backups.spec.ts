import Database from 'better-sqlite3';
import { expect } from 'chai';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DrillRecord } from '../../../../src/core/model/backup.ts';
import type { BackupMemory, WaitingRestore } from '../../../../src/core/ports.ts';
import { useTempStore } from '../../../support/temp-store.ts';

const aDrill = (endedAt: number, changes: Partial<DrillRecord> = {}): DrillRecord => ({
  ...{ snapshot: 'aa', repository: 'local', startedAt: endedAt - 10, endedAt, failure: undefined },
  ...{ tables: 3, rows: 40, files: 5, bytes: 600 },
  ...changes,
});
const aRestore = (job: string, restoredAt: number): WaitingRestore => ({
  ...{ job, restoredAt, snapshot: 'aa', repository: 'local', words: 'prod' },
  environments: ['prod'],
  parts: ['prod-data', 'prod-db'],
  mounts: ['/mnt/data'],
  state: 'unfinished',
  confirmedAt: undefined,
});

describe('adapters/store/backups', () => {
  const temp = useTempStore();

  function made(): BackupMemory {
    const { backups } = temp.open();
    backups.noteMade({ name: 'local', location: 'backups/repository', key: 'k1', madeAt: 5 });
    return backups;
  }

  it('which installation this is stays, until it is laid down on another machine: then it is another one', () => {
    const { backups } = temp.open();
    const first = backups.installation();
    expect(first).to.deep.equal({ id: first.id, inheritsUntil: undefined, sparesUntil: undefined });
    expect(first.id).to.match(/^[0-9a-f]{16}$/);
    const { backups: again } = temp.open();
    expect(again.installation()).to.deep.equal(first);
    again.noteLaidDown({ inheritsUntil: 5, sparesUntil: 9 });
    const second = again.installation();
    expect(second).to.include({ inheritsUntil: 5, sparesUntil: 9 });
    expect(second.id)
      .to.match(/^[0-9a-f]{16}$/)
      .and.not.equal(first.id);
    again.noteOthersGone({ inheritsUntil: 12, sparesUntil: undefined });
    expect(again.installation()).to.deep.equal({
      ...{ id: second.id, inheritsUntil: 12, sparesUntil: undefined },
    });
  });

  it('what is remembered is there after the manager starts anew', () => {
    const backups = made();
    backups.noteNewCode('local', 'c1', 6);
    backups.noteGood('local', 8);
    backups.noteRead('local', 3, 7, [{ words: 'pack bad', snapshots: ['aa'] }]);
    backups.addDrill('job', aDrill(20));
    backups.noteFollowed({ written: '0 3 * * *', doneAt: 9 });
    backups.addRestore(aRestore('job', 11));
    const { backups: again } = temp.open();
    expect(again.repositories()).to.deep.equal([
      {
        ...{ name: 'local', location: 'backups/repository', key: 'k1', madeAt: 5 },
        ...{ code: undefined, newCode: { key: 'c1', madeAt: 6 }, keysBefore: undefined, prunedAt: undefined },
        goodAt: 8,
      },
    ]);
    expect(again.health('local').damage).to.deep.equal([
      { foundAt: 7, seenAt: 7, words: 'pack bad', part: 3, snapshots: ['aa'] },
    ]);
    expect(again.drills()).to.deep.equal([aDrill(20)]);
    expect(again.followed()).to.deep.equal({ written: '0 3 * * *', doneAt: 9 });
    expect(again.restores()).to.deep.equal([aRestore('job', 11)]);
  });

  it('a database that was written out is remembered over a restart, until it is forgotten', () => {
    const backups = made();
    const written = (takenAt: number) => ({ tables: 1, held: ['labstead.resources'], takenAt });
    for (const [at, service] of ['prod-db', 'dev-db', 'prod-db'].entries())
      backups.noteDatabase(service, written(at));
    const { backups: again } = temp.open();
    expect(again.databases()).to.deep.equal(['dev-db', 'prod-db']);
    expect(again.database('prod-db')).to.deep.equal(written(2));
    again.forgetDatabase('dev-db');
    expect([again.databases(), again.database('dev-db')]).to.deep.equal([['prod-db'], undefined]);
  });

  it('since when backups are looked after is the first time that anybody asked, and never in the future', () => {
    expect(temp.open().backups.since(40)).to.equal(40);
    const again = temp.open().backups;
    expect([again.since(90), again.since(30)]).to.deep.equal([40, 30]);
  });

  it('the last good snapshot is of one place: gone once none is good, and with the repository that lies elsewhere', () => {
    const backups = made();
    backups.noteGood('local', 8);
    backups.noteGood('local', undefined);
    expect(backups.repository('local')?.goodAt).to.equal(undefined);
    backups.noteGood('local', 9);
    backups.noteMade({ name: 'local', location: '/mnt/disk', key: 'k2', madeAt: 10 });
    expect(backups.repository('local')?.goodAt).to.equal(undefined);
  });

  it('what a person said of snapshots of a time that is yet to come is remembered over a restart, and goes with the repository', () => {
    const backups = made();
    backups.noteMade({ name: 'nas', location: '/mnt/nas', key: 'k2', madeAt: 5 });
    backups.noteToComeConfirmed('local', ['aa', 'bb']);
    backups.noteToComeConfirmed('nas', ['aa']);
    backups.noteToComeConfirmed('unknown', ['cc']);
    const { backups: again } = temp.open();
    again.noteToComeConfirmed('local', ['bb']);
    expect([...again.toComeConfirmed()]).to.have.members(['aa', 'bb']);
    again.forget('local');
    expect([...again.toComeConfirmed()]).to.deep.equal(['aa']);
  });

  it('a recovery code that was typed back stays until the new one is', () => {
    const backups = made();
    backups.noteNewCode('local', 'c1', 6);
    backups.confirmNewCode('local', 7);
    backups.noteNewCode('local', 'c2', 8);
    backups.noteNewCode('local', 'c3', 9);
    expect(backups.repository('local')).to.deep.include({
      code: { key: 'c1', confirmedAt: 7 },
      newCode: { key: 'c3', madeAt: 9 },
    });
    backups.confirmNewCode('local', 10);
    backups.confirmNewCode('local', 11);
    expect(backups.repository('local')).to.deep.include({
      code: { key: 'c3', confirmedAt: 10 },
      newCode: undefined,
    });
  });

  it('a repository that is made again in its place keeps its code and its damage; one elsewhere begins anew', () => {
    const backups = made();
    backups.noteNewCode('local', 'c1', 6);
    backups.confirmNewCode('local', 7);
    backups.noteChecked('local', 8, [{ words: 'index gone', snapshots: [] }]);
    backups.noteMade({ name: 'local', location: 'backups/repository', key: 'k2', madeAt: 9 });
    expect(backups.repository('local')).to.deep.include({
      key: 'k2',
      madeAt: 5,
      code: { key: 'c1', confirmedAt: 7 },
    });
    expect(backups.health('local').damage).to.have.length(1);
    backups.noteMade({ name: 'local', location: '/mnt/disk', key: 'k3', madeAt: 10 });
    expect(backups.repository('local')).to.deep.include({ key: 'k3', madeAt: 10, code: undefined });
    expect(backups.health('local')).to.deep.equal({
      ...{
        checkedAt: undefined,
        damage: [],
        readParts: new Map(),
        triedParts: new Map(),
        unchecked: new Set(),
      },
    });
  });

  it('a repository that lies elsewhere now keeps all that is known of it', () => {
    const backups = made();
    backups.noteNewCode('local', 'c1', 6);
    backups.noteRead('local', 3, 7, [{ words: 'pack bad', snapshots: [] }]);
    const [known, health] = [backups.repository('local'), backups.health('local')];
    backups.noteMoved('local', '/mnt/disk');
    expect(backups.repository('local')).to.deep.equal({ ...known, location: '/mnt/disk' });
    expect(backups.health('local')).to.deep.equal(health);
  });

  it('what was looked at before it was brought along counts no more; keys, codes and damage stay', () => {
    const backups = made();
    backups.noteNewCode('local', 'c1', 6);
    backups.noteRead('local', 3, 7, [{ words: 'pack bad', snapshots: [] }]);
    backups.noteRead('local', 4, 7, []);
    backups.noteChecked('local', 8, []);
    backups.noteGood('local', 5);
    for (const repository of ['local', 'other'])
      backups.addDrill(`of-${repository}`, aDrill(9, { repository }));
    const before = backups.repository('local')!;
    backups.noteBroughtAlong('local', 20);
    expect(backups.repository('local')).to.deep.equal({ ...before, madeAt: 20, goodAt: undefined });
    const { checkedAt, readParts, damage } = backups.health('local');
    expect([checkedAt, readParts.size, damage.map(({ words }) => words)]).to.deep.equal([
      ...[undefined, 0, ['pack bad']],
    ]);
    expect(backups.drills().map(({ repository }) => repository)).to.deep.equal(['other']);
  });

  it('damage of a part goes only when that very part was read again and is right', () => {
    const backups = made();
    const words = () => backups.health('local').damage.map(({ words }) => words);
    backups.noteRead('local', 3, 10, [{ words: 'pack one', snapshots: [] }]);
    backups.noteRead('local', 4, 11, []);
    backups.noteChecked('local', 12, []);
    backups.noteRead('local', 3, 13, [{ words: 'pack two', snapshots: [] }]);
    expect(words()).to.deep.equal(['pack one', 'pack two']);
    backups.noteRead('local', 3, 14, []);
    expect(words()).to.deep.equal([]);
  });

  it('damage of the structure goes only with a look at the structure that finds none', () => {
    const backups = made();
    backups.noteChecked('local', 10, [{ words: 'index gone', snapshots: [] }]);
    for (let part = 1; part <= 28; part += 1) backups.noteRead('local', part, 11, []);
    expect(backups.health('local').damage).to.have.length(1);
    backups.noteChecked('local', 12, []);
    expect(backups.health('local')).to.deep.include({ damage: [], checkedAt: 12 });
  });

  it('a copy that came at a time yet to come is looked at as any other: the clock was ahead', () => {
    const backups = made();
    const at = Date.UTC(2027, 0, 1);
    backups.noteWritten('local', ['aa'], at + 4 * 365 * 86_400_000);
    backups.noteWritten('local', ['bb'], at + 3_600_000);
    backups.noteChecked('local', at, []);
    expect([...backups.health('local').unchecked]).to.deep.equal(['bb']);
  });

  it('damage that is found again keeps the day it was first found, and names the snapshots of the newest look', () => {
    const backups = made();
    backups.noteRead('local', 3, 10, [{ words: 'pack one', snapshots: ['aa'] }]);
    backups.noteRead('local', 3, 20, [{ words: 'pack one', snapshots: ['aa', 'bb'] }]);
    expect(backups.health('local').damage).to.deep.equal([
      { foundAt: 10, seenAt: 20, words: 'pack one', part: 3, snapshots: ['aa', 'bb'] },
    ]);
  });

  it('a part that was read and found damaged was tried, and was not read right', () => {
    const backups = made();
    backups.noteRead('local', 3, 10, []);
    backups.noteRead('local', 3, 20, [{ words: 'pack one', snapshots: [] }]);
    const { readParts, triedParts } = backups.health('local');
    expect([...readParts, ...triedParts]).to.deep.equal([
      [3, 10],
      [3, 20],
    ]);
  });

  it('a drill is kept once per job; of many the newest hundred', () => {
    const { backups } = temp.open();
    backups.addDrill('first', aDrill(1));
    backups.addDrill('first', aDrill(2, { failure: 'glab did not answer' }));
    expect(backups.drills()).to.deep.equal([aDrill(2, { failure: 'glab did not answer' })]);
    backups.addDrill('first', aDrill(2, { failure: 'the disk is full', inconclusive: true }));
    expect(backups.drills()).to.deep.equal([aDrill(2, { failure: 'the disk is full', inconclusive: true })]);
    for (let at = 3; at <= 110; at += 1) backups.addDrill(`job-${String(at).padStart(3, '0')}`, aDrill(at));
    expect(backups.drills()).to.have.length(100);
    expect(backups.drills().map(({ endedAt }) => endedAt)).to.include.members([110, 11]);
  });

  it('the newest drill is the one that was asked for last, also where the clock was put back before it', () => {
    const { backups } = temp.open();
    backups.addDrill('01', aDrill(900));
    backups.addDrill('02', aDrill(20));
    expect(backups.drills().map(({ endedAt }) => endedAt)).to.deep.equal([20, 900]);
  });

  it('what was there before a key was added is kept until nothing is left behind', () => {
    const backups = made();
    backups.noteKeysBefore('local', ['k1']);
    backups.noteKeysBefore('local', ['k1', 'left']);
    expect(backups.repository('local')?.keysBefore).to.deep.equal(['k1']);
    backups.forgetKeysBefore('local');
    expect(backups.repository('local')?.keysBefore).to.equal(undefined);
  });

  it('a copy is unchecked until a look that began after it had come there', () => {
    const backups = made();
    backups.noteWritten('local', ['a', 'b'], 10);
    backups.noteWritten('gone', ['a'], 10);
    backups.noteChecked('local', 9, []);
    expect([...backups.health('local').unchecked]).to.deep.equal(['a', 'b']);
    backups.noteWritten('local', ['b'], 20);
    backups.noteChecked('local', 10, []);
    expect([...backups.health('local').unchecked]).to.deep.equal(['b']);
    backups.forget('local');
    expect(backups.health('local').unchecked.size).to.equal(0);
  });

  it('a restore that was confirmed stays so, and the first time counts', () => {
    const backups = made();
    backups.addRestore(aRestore('job', 11));
    backups.noteConfirmed('job', 12);
    backups.noteConfirmed('job', 13);
    expect(backups.restores()).to.deep.equal([{ ...aRestore('job', 11), confirmedAt: 12 }]);
  });

  it('which of the two a restore left in place is kept', () => {
    const { backups } = temp.open();
    backups.addRestore(aRestore('one', 1));
    for (const state of ['restored', 'unfinished', 'undone'] as const) {
      backups.noteRestore('one', state);
      expect(backups.restores()).to.deep.equal([{ ...aRestore('one', 1), state }]);
    }
  });

  it('restores are listed newest first by their jobs, also where the clock was put back between them', () => {
    const { backups } = temp.open();
    backups.addRestore(aRestore('01J', 2000));
    backups.addRestore(aRestore('02J', 1000));
    expect(backups.restores().map(({ job }) => job)).to.deep.equal(['02J', '01J']);
  });

  it('restores that wait are listed newest first, and go when they are settled', () => {
    const { backups } = temp.open();
    backups.addRestore(aRestore('one', 1));
    backups.addRestore(aRestore('two', 2));
    backups.addRestore(aRestore('two', 2));
    expect(backups.restores().map(({ job }) => job)).to.deep.equal(['two', 'one']);
    backups.settleRestore('two');
    expect(backups.restores().map(({ job }) => job)).to.deep.equal(['one']);
  });

  it('a repository that is forgotten leaves nothing behind, and no other is touched', () => {
    const backups = made();
    backups.noteMade({ name: 'nas', location: '/b', key: 'k', madeAt: 1 });
    for (const name of ['local', 'nas']) backups.noteRead(name, 1, 2, [{ words: 'bad', snapshots: [] }]);
    backups.forget('local');
    expect(backups.repository('local')).to.equal(undefined);
    expect(backups.health('local').damage).to.deep.equal([]);
    expect(backups.health('nas').damage).to.have.length(1);
  });
});

describe('adapters/store: a copy of it', () => {
  const temp = useTempStore();

  it('is whole and sound while the store is in use, takes the place of an older one, and nobody else may read it', async () => {
    const store = temp.open();
    const copy = join(temp.directory, 'copy.db');
    writeFileSync(copy, 'an older one');
    store.backups.noteFollowed({ written: 'x', doneAt: 1 });
    const written = store.backupTo(copy);
    store.backups.noteFollowed({ written: 'y', doneAt: 2 });
    await written;
    const database = new Database(copy, { readonly: true });
    expect(database.pragma('integrity_check', { simple: true })).to.equal('ok');
    expect(database.prepare('SELECT count(*) AS n FROM backup_schedule').get()).to.deep.equal({ n: 1 });
    database.close();
    expect(statSync(copy).mode & 0o777).to.equal(0o600);
    expect(store.backups.followed()?.written).to.equal('y');
  });

  it('that can’t be written leaves nothing of itself, and what was there', async () => {
    const store = temp.open();
    const folder = join(temp.directory, 'not-there');
    const error: unknown = await store.backupTo(join(folder, 'copy.db')).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.include({ code: 'store.failed' });
    expect(readdirSync(temp.directory).filter((name) => name.includes('partial'))).to.deep.equal([]);
  });
});
