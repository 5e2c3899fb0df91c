import Database from 'better-sqlite3';
import { expect } from 'chai';
import { migrations } from '../../../../src/adapters/store/migrations/index.ts';
import { storePaths } from '../../../../src/adapters/store/store-paths.ts';
import { landedLabFile, landedVersion, writeLandedStore } from '../../../support/landed.ts';
import { useTempStore } from '../../../support/temp-store.ts';

const stopped = '01KB0000000000000000000002';
const queued = '01KB0000000000000000000003';

describe('adapters/store: an upgrade from version 0.1.0', () => {
  const temp = useTempStore();

  beforeEach(() => {
    writeLandedStore(temp.directory);
  });

  it('brings the schema up to today’s, and keeps people, their tokens, sessions, claim and trail', () => {
    const store = temp.open();
    expect(store.users.list().map(({ name, role }) => [name, role])).to.deep.equal([['Ada', 'owner']]);
    expect(store.tokens.ofUser('user-1').map(({ name }) => name)).to.deep.equal(['script']);
    expect(store.claim.claimedAt()).to.equal(Date.UTC(2026, 10, 21, 12));
    expect(store.audit.list({ limit: 9, before: undefined }).map(({ action }) => action)).to.deep.equal([
      'startJob',
    ]);
    temp.close();
    const database = new Database(storePaths(temp.directory).database, { readonly: true });
    expect(landedVersion).to.be.lessThan(migrations.length);
    expect(database.pragma('user_version', { simple: true })).to.equal(migrations.length);
    expect(database.prepare('SELECT count(*) AS n FROM sessions').get()).to.deep.equal({ n: 1 });
    database.close();
  });

  it('keeps the lab file in all its versions, and knows to which the lab is held', () => {
    const { labFiles } = temp.open();
    expect(labFiles.list({ limit: 9, before: undefined }).map(({ version }) => version)).to.deep.equal([
      2, 1,
    ]);
    expect(labFiles.get(2)?.text).to.equal(landedLabFile());
    expect(labFiles.applied()).to.equal(2);
  });

  it('what was stopped stays so, as a person’s stop, and is started as ever', () => {
    const { wishes } = temp.open();
    const at = Date.UTC(2026, 10, 21, 12, 5);
    expect([...wishes.stops()]).to.deep.equal([['front', { reason: 'person', actor: 'lab', at }]]);
    wishes.setStopped(['front'], false, at + 1);
    expect([...wishes.stopped()]).to.deep.equal([]);
  });

  it('how far a schedule was followed stays known, though not which schedule', () => {
    const { database } = storePaths(temp.directory);
    const old = new Database(database);
    for (const { sql } of migrations.slice(landedVersion, 11)) old.exec(sql);
    old.exec("INSERT INTO environments (name, schedule_done_at) VALUES ('prod', 9)");
    old.pragma('user_version = 11');
    old.close();
    const { environments } = temp.open();
    expect(environments.get('prod').followed).to.deep.equal({ written: undefined, doneAt: 9 });
    environments.noteFollowed('prod', { written: 'daily', doneAt: 10 });
    expect(environments.get('prod').followed).to.deep.equal({ written: 'daily', doneAt: 10 });
  });

  it('a database of which only a number of tables was written down is known as that, and with their names from the next time on', () => {
    const old = new Database(storePaths(temp.directory).database);
    for (const { sql } of migrations.slice(landedVersion, 18)) old.exec(sql);
    old.exec("INSERT INTO backup_databases (service, tables, taken_at) VALUES ('prod-db', 4, 9)");
    old.pragma('user_version = 18');
    old.close();
    const { backups } = temp.open();
    expect(backups.database('prod-db')).to.deep.equal({ tables: 4, held: undefined, takenAt: 9 });
    const next = { tables: 1, held: ['labstead.resources'], takenAt: 10 };
    backups.noteDatabase('prod-db', next);
    expect(backups.database('prod-db')).to.deep.equal(next);
  });

  it('a job of before is read as it was asked for, with its steps and log, and ends beside one that waits', () => {
    const { journal } = temp.open();
    expect(journal.get(stopped)).to.deep.include({ state: 'succeeded', params: { target: 'front' } });
    const [first] = journal.list({ limit: 9, before: undefined }).slice(-1);
    expect(first?.steps.map(({ name, state }) => [name, state])).to.deep.equal([
      ['createContainer prod-db', 'done'],
    ]);
    expect(journal.log(first?.id ?? '', 0, 9).map(({ line }) => line)).to.deep.equal(['as it was']);
    journal.setState(queued, 'running', 9);
    journal.create({ ...journal.get(queued)!, id: '01KB0000000000000000000004' });
    journal.setState('01KB0000000000000000000004', 'running', 9);
    expect(journal.unfinished().map(({ id }) => id)).to.deep.equal([queued, '01KB0000000000000000000004']);
  });
});
