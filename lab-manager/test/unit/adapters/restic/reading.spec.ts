import { expect } from 'chai';
import { readSummary, UnreadFiles } from '../../../../src/adapters/restic/back-up.ts';
import { readEntry } from '../../../../src/adapters/restic/browse.ts';
import { checkOutcome, Found } from '../../../../src/adapters/restic/check.ts';
import { readKeys } from '../../../../src/adapters/restic/keys.ts';
import { backupProgress, restoreProgress, seldom } from '../../../../src/adapters/restic/progress.ts';
import { said } from '../../../../src/adapters/restic/said.ts';
import { readSnapshots, toSnapshot } from '../../../../src/adapters/restic/snapshots.ts';
import { caught } from '../../../support/caught.ts';

const id = 'ab'.repeat(32);
const doing = { words: 'check the repository nas', repository: 'nas' };

describe('adapters/restic/back-up: what it answers', () => {
  it('an end without a summary, or with one that names no snapshot, is a failure', () => {
    expect(caught(() => readSummary(undefined, 'x')).code).to.equal('backup.failed');
    expect(caught(() => readSummary({ message_type: 'summary', files_new: 1 }, 'x')).code).to.equal(
      'backup.failed',
    );
    expect(
      readSummary({ snapshot_id: id, files_new: 2, data_added: 9, data_added_packed: 5 }, 'x'),
    ).to.include({
      snapshot: id,
      filesNew: 2,
      filesChanged: 0,
      bytesAdded: 5,
    });
  });

  const unread = (...lines: string[]) => {
    const files = new UnreadFiles();
    for (const line of lines) files.hear(said(line)!);
    return files.all(true);
  };
  const failing = (item: string) =>
    JSON.stringify({ message_type: 'error', error: { message: 'denied' }, during: 'archival', item });

  it('what could not be read is named, whatever status it ended with', () => {
    const files = new UnreadFiles(['lab.yaml']);
    files.hear(said(failing('/lab/a'))!);
    expect(files.all(false)).to.deep.equal([
      { path: 'lab.yaml', message: 'it is not there' },
      { path: '/lab/a', message: 'denied' },
    ]);
    expect(new UnreadFiles().all(false)).to.deep.equal([]);
  });

  it('a snapshot that lacks something never has an empty list of what', () => {
    expect(unread()).to.have.lengthOf(1);
    expect(unread('something new')).to.deep.equal([{ path: '', message: 'something new' }]);
  });

  it('a snapshot lacks nothing where only the one before it, which it is compared with, can’t be read', () => {
    const damaged = (words: string) =>
      JSON.stringify({
        message_type: 'error',
        error: { message: `/: tree ${id} ${words}` },
        during: 'archival',
        item: '/',
      });
    const lost = damaged(
      'is not known; the repository could be damaged, run `repair index` to try to repair it',
    );
    const rotten = damaged(
      'could not be loaded; the repository could be damaged: ciphertext verification failed',
    );
    expect(unread(lost, rotten)).to.deep.equal([]);
    expect(unread(lost, failing('/lab/a'))).to.deep.equal([{ path: '/lab/a', message: 'denied' }]);
  });

  it('the list has an end, and says how many more there are', () => {
    const files = unread(...Array.from({ length: 1_500 }, (_, n) => failing(`/${n}`)));
    expect(files).to.have.lengthOf(1_001);
    expect(files.at(-1)?.message).to.equal('500 more files');
  });
});

describe('adapters/restic/snapshots', () => {
  const snapshot = {
    id,
    time: '2026-11-22T03:00:00Z',
    hostname: 'h',
    tags: ['labstead', 'lab=labx', 'installation=ab12', 'job=01J', 'complete'],
  };
  const listed = (...all: unknown[]) => readSnapshots(JSON.stringify(all), 'list');

  it('an answer that is no list is a failure, never "no snapshots"', () => {
    for (const printed of ['', 'null', '{}', '[', '[1]', '[{"id":"x"}]'])
      expect(caught(() => readSnapshots(printed, 'list them')).code, printed).to.equal('backup.failed');
    expect(listed()).to.deep.equal([]);
  });

  it('one that is half a snapshot spoils the list', () => {
    expect(() => listed(snapshot, { id })).to.throw();
    expect(listed(snapshot)).to.have.lengthOf(1);
  });

  it('it speaks of its lab and installation, its job, and whether all was there', () => {
    expect(toSnapshot({ ...snapshot, summary: { total_bytes_processed: 7 } }, id, 'nas')).to.deep.equal({
      id,
      repository: 'nas',
      takenAt: Date.UTC(2026, 10, 22, 3),
      labId: 'labx',
      installation: 'ab12',
      job: '01J',
      complete: true,
      original: undefined,
      bytesProcessed: 7,
      bytesAdded: undefined,
      filesProcessed: undefined,
    });
  });

  it('a copy names its original', () => {
    expect(toSnapshot({ ...snapshot, original: 'c'.repeat(64) }, id, 'nas')?.original).to.equal(
      'c'.repeat(64),
    );
  });

  it('one that lacks something, or doesn’t say, is not complete', () => {
    for (const tags of [['labstead'], ['labstead', 'lacking'], ['labstead', 'complete', 'lacking']])
      expect(toSnapshot({ ...snapshot, tags }, id, 'nas')?.complete, tags.join()).to.equal(false);
  });

  it('what another program put there is none of the lab’s', () => {
    expect(toSnapshot({ ...snapshot, tags: undefined }, id, 'nas')).to.equal(undefined);
  });
});

describe('adapters/restic/browse', () => {
  const node = {
    message_type: 'node',
    name: 'a',
    type: 'file',
    path: '/x/a',
    size: 5,
    mode: 0o644,
    mtime: '2026-01-01T00:00:00Z',
  };

  it('a name is what it is, with line ends and quotes', () => {
    const name = 'a\n"b" \' ü';
    expect(readEntry(JSON.stringify({ ...node, name, path: `/x/${name}` }))).to.include({
      name,
      path: `/x/${name}`,
    });
  });

  it('modes are those of Unix', () => {
    const mode = (bits: number) => readEntry(JSON.stringify({ ...node, mode: bits }))?.mode;
    expect(mode(2 ** 31 + (1 << 22) + 0o770)).to.equal(0o2770);
    expect(mode((1 << 23) + (1 << 20) + 0o755)).to.equal(0o5755);
  });

  it('what is neither file, folder nor link is something else; what is no entry is none', () => {
    expect(readEntry(JSON.stringify({ ...node, type: 'fifo' }))?.type).to.equal('other');
    expect(readEntry(JSON.stringify({ message_type: 'snapshot', id }))).to.equal(undefined);
    expect(readEntry('warning: x')).to.equal(undefined);
  });
});

describe('adapters/restic/check', () => {
  const heard = (...messages: string[]) => {
    const found = new Found();
    for (const message of messages) found.hear(said(JSON.stringify({ message_type: 'error', message }))!);
    return found.damage();
  };
  const words = (...messages: string[]): string[] => heard(...messages).map((one) => one.words);
  const ended = (code: number) => ({ code, signal: undefined, said: [] });
  const summary = (errors: number, packs: string[] | null = null) => ({
    num_errors: errors,
    broken_packs: packs,
  });

  it('nothing is wrong only where it ended well and counted no error', () => {
    expect(checkOutcome(ended(0), [], summary(0), doing)).to.deep.equal({ damage: [], packs: [] });
    expect(() => checkOutcome(ended(0), [], undefined, doing)).to.throw();
    expect(() => checkOutcome(ended(0), [], summary(1), doing)).to.throw();
    expect(() => checkOutcome(ended(1), [], summary(0), doing)).to.throw();
  });

  it('damage is what was said of it, or at least the packs that were counted', () => {
    const [told, ...others] = heard('pack 1 contains 2 errors');
    expect([told, others]).to.deep.equal([{ words: 'pack 1 contains 2 errors', snapshots: [] }, []]);
    expect(checkOutcome(ended(1), [told!], summary(1), doing).damage).to.deep.equal([told]);
    expect(checkOutcome(ended(1), [], summary(1, ['ab']), doing).damage).to.deep.equal([
      { words: 'The pack ab is damaged.', snapshots: [] },
    ]);
  });

  it('damage names the snapshots that restic names, and no pack or folder as one', () => {
    const whole = 'ab'.repeat(32);
    const cases: [sentence: string, snapshots: string[]][] = [
      ['error for tree 0badc0de of snapshot 1234abcd', ['1234abcd']],
      [`Load(<snapshot/${whole.slice(0, 10)}>): wrong hash; snapshot ${whole} is rotten`, [whole]],
      ['snapshot 1234abcd and snapshot 5678cdef refer to it', ['1234abcd', '5678cdef']],
      ['pack 1234abcd is damaged', []],
      ['no snapshot was found', []],
    ];
    for (const [sentence, snapshots] of cases)
      expect(heard(sentence), sentence).to.deep.equal([{ words: sentence, snapshots }]);
  });

  it('a network that fails is no damage, and does not hide any', () => {
    expect(words('Load(<data/ab>): dial tcp: connection refused')).to.deep.equal([]);
    expect(words('connection refused', 'pack 2 is damaged: hash mismatch')).to.deep.equal([
      'pack 2 is damaged: hash mismatch',
    ]);
  });

  for (const hiccup of [
    'Load(<data/ab>, 100, 0): unexpected EOF',
    'write: broken pipe',
    'Load(<data/ab>): context canceled',
    'unexpected HTTP response (429): 429 Too Many Requests',
    'read tcp 10.0.0.1:1->10.0.0.2:2: use of closed network connection',
  ])
    it(`no damage is told by “${hiccup}”`, () => {
      expect(words(hiccup)).to.deep.equal([]);
    });

  it('what a person should do at a terminal is no damage', () => {
    expect(
      words(
        'pack 1 contains 2 errors\n',
        '\nThe repository contains damaged pack files. These damaged files must be removed.\n\n',
        'restic repair packs 1\nrestic repair snapshots --forget\n\n',
        'Damaged pack files can be caused by backend problems, hardware problems or bugs in restic.\n',
        '\nThe repository is damaged and must be repaired. Please follow the guide.\n\n',
      ),
    ).to.deep.equal(['pack 1 contains 2 errors']);
  });

  it('each thing is said once, and the list has an end', () => {
    expect(words('pack 1', 'pack 1')).to.deep.equal(['pack 1']);
    expect(words(...Array.from({ length: 500 }, (_, n) => `pack ${n}`)).at(-1)).to.equal('and 300 more');
  });
});

describe('adapters/restic/keys', () => {
  it('they are told by their ids, and which one opened the repository', () => {
    const printed = JSON.stringify([
      { id: 'ab', current: true, created: '2026-11-22 03:00:00' },
      { id: 'cd' },
    ]);
    expect(readKeys(printed, 'list')).to.deep.equal([
      { id: 'ab', current: true },
      { id: 'cd', current: false },
    ]);
  });

  it('what is no list of keys is a failure', () => {
    for (const printed of ['', 'null', '{}', '[{}]'])
      expect(() => readKeys(printed, 'list'), printed).to.throw();
  });
});

describe('adapters/restic/progress', () => {
  it('is told at most twice a second', () => {
    let now = 0;
    const told: number[] = [];
    const tell = seldom<number>({ now: () => 0, monotonic: () => now }, (it) => told.push(it));
    for (now = 0; now < 2_000; now += 100) tell(now);
    expect(told).to.deep.equal([0, 500, 1000, 1500]);
  });

  it('what restic leaves out is nothing yet, and what was restored before counts as done', () => {
    expect(backupProgress({ message_type: 'status' })).to.deep.equal({
      fraction: undefined,
      filesDone: 0,
      bytesDone: 0,
      bytesTotal: undefined,
      secondsLeft: undefined,
    });
    expect(
      restoreProgress({
        percent_done: 0.5,
        files_restored: 1,
        files_skipped: 2,
        bytes_restored: 3,
        bytes_skipped: 4,
        total_bytes: 9,
      }),
    ).to.include({
      fraction: 0.5,
      filesDone: 3,
      bytesDone: 7,
      bytesTotal: 9,
    });
  });
});
