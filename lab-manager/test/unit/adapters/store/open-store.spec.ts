import Database from 'better-sqlite3';
import { expect } from 'chai';
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { caught } from '../../../support/caught.ts';
import { useTempStore } from '../../../support/temp-store.ts';
import { aJob } from './a-job.ts';

describe('adapters/store/open-store', () => {
  const temp = useTempStore();
  const path = (name: string): string => join(temp.directory, name);
  const leaveDirty = (): void => {
    // What a power cut leaves: the files as they are, with the log not yet written back.
    for (const file of ['lab.db', 'lab.db-wal']) copyFileSync(path(file), path(`${file}.dirty`));
    temp.close();
    for (const file of ['lab.db', 'lab.db-wal']) copyFileSync(path(`${file}.dirty`), path(file));
  };
  const damage = (file: string, at: number, bytes: Buffer): void => {
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, bytes, 0, bytes.length, at);
    closeSync(descriptor);
  };

  it('what was committed is there after the next start', () => {
    temp.open().journal.create(aJob('01A'));
    expect(temp.open().journal.get('01A')?.title).to.equal('Start the lab');
  });

  it('the state is readable by its owner only', () => {
    temp.open();
    for (const file of ['lab.db', 'lab.db-wal', 'ballast'])
      expect(statSync(path(file)).mode & 0o777, file).to.equal(0o600);
  });

  it('a state written by a newer version is refused and left alone', () => {
    temp.open();
    temp.close();
    const newer = new Database(path('lab.db'));
    newer.pragma('user_version = 999');
    newer.close();
    const before = readFileSync(path('lab.db'));
    const refused = caught(() => temp.open());
    expect(refused).to.include({ code: 'store.newer' });
    expect(refused.message).to.contain('999');
    expect(readFileSync(path('lab.db')).equals(before)).to.equal(true);
  });

  it('a file that is no database is put aside, and no start after that begins empty in silence', () => {
    temp.open().journal.create(aJob('01A'));
    temp.close();
    damage(path('lab.db'), 0, Buffer.alloc(100, 'x'));
    const refused = caught(() => temp.open());
    expect(refused).to.include({ code: 'store.corrupt' });
    const [aside = ''] = readdirSync(path('quarantine'));
    expect(refused.message).to.contain(join(path('quarantine'), aside));
    expect(existsSync(join(path('quarantine'), aside, 'lab.db'))).to.equal(true);
    expect(caught(() => temp.open())).to.include({ code: 'store.corrupt' });
    expect(existsSync(path('lab.db'))).to.equal(false);
  });

  it('a backup put in the place of a damaged file is taken as it is', () => {
    temp.open().journal.create(aJob('01A'));
    temp.close();
    copyFileSync(path('lab.db'), path('backup'));
    damage(path('lab.db'), 0, Buffer.alloc(100, 'x'));
    caught(() => temp.open());
    copyFileSync(path('backup'), path('lab.db'));
    expect(temp.open().journal.get('01A')?.state).to.equal('queued');
  });

  it('damage inside the file is found at the start after an unclean stop', () => {
    const store = temp.open();
    for (let version = 0; version < 200; version += 1)
      store.labFiles.accept({ text: 'x'.repeat(2000), author: 'a', via: 'cli', acceptedAt: version });
    temp.close();
    temp.open().heartbeat();
    leaveDirty();
    const size = statSync(path('lab.db')).size;
    damage(path('lab.db'), size - 40_960, Buffer.alloc(40_960, 0xff));
    expect(caught(() => temp.open())).to.include({ code: 'store.corrupt' });
  });

  it('damage met while the store was in use is looked into at the next start, however it was stopped', () => {
    temp.open();
    temp.close();
    // Where rows begin: what is needed to open it lies before.
    const empty = statSync(path('lab.db')).size;
    const store = temp.open();
    for (let version = 0; version < 200; version += 1)
      store.labFiles.accept({ text: 'x'.repeat(2000), author: 'a', via: 'cli', acceptedAt: version });
    temp.close();
    damage(path('lab.db'), empty, Buffer.alloc(statSync(path('lab.db')).size - empty, 0xff));
    const reopened = temp.open();
    const met = caught(() => {
      for (let version = 1; version <= 200; version += 1) reopened.labFiles.get(version);
    });
    expect(met).to.include({ code: 'store.corrupt' });
    temp.close();
    expect(caught(() => temp.open()).message).to.contain('damaged');
  });

  it('a state that is gone is missed, until a person says that it may begin anew', () => {
    temp.open();
    temp.close();
    rmSync(path('lab.db'));
    expect(caught(() => temp.open()).hint).to.contain(path('lab.db.expected'));
    rmSync(path('lab.db.expected'));
    expect(temp.open().users.count()).to.equal(0);
  });

  it('a state emptied by a failing disk is missed as well', () => {
    temp.open();
    temp.close();
    truncateSync(path('lab.db'), 0);
    expect(caught(() => temp.open())).to.include({ code: 'store.corrupt' });
  });

  it('a log cut anywhere by a power cut costs at most the newest commits, never the older ones', function () {
    this.timeout(20_000);
    const store = temp.open();
    const count = 20;
    for (let id = 10; id < 10 + count; id += 1) store.journal.create(aJob(String(id)));
    leaveDirty();
    const [whole, main] = [readFileSync(path('lab.db-wal')), readFileSync(path('lab.db'))];
    let last = count + 1;
    for (let length = whole.length; length >= 0; length -= 4321) {
      writeFileSync(path('lab.db'), main);
      writeFileSync(path('lab.db-wal'), whole.subarray(0, length));
      rmSync(path('lab.db-shm'), { force: true });
      rmSync(path('lab.db.expected'), { force: true });
      const left = temp
        .open()
        .journal.list({ limit: 100, before: undefined })
        .map((job) => job.id);
      temp.close();
      expect(left.length).to.be.at.most(last);
      expect(left.toReversed()).to.deep.equal(Array.from(left, (_, index) => String(10 + index)));
      last = left.length;
    }
    expect(last).to.equal(0);
  });
});
