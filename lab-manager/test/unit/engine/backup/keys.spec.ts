import { readFileSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import { caught } from '../../../support/caught.ts';
import { eventually } from '../../../support/eventually.ts';
import { refused } from '../../../support/refused.ts';
import { useBackupLab } from '../../../support/use-backup-lab.ts';

const labFile = (repositories: string): string => `name: Lab
backup:
  schedule: off
  repositories: [${repositories}]
`;
const local = '{ name: local, location: backups/repository }';
const second = '{ name: second, location: backups/second }';

describe('engine/backup: what opens a repository', function () {
  this.timeout(30_000);
  const bench = useBackupLab();
  const place = () => bench.repositories.at(bench.root.at('backups/repository'));
  const view = (name = 'local') =>
    bench
      .backups()
      .repositories()
      .find((one) => one.name === name);
  const code = () => bench.backups().makeRecoveryCode('local');
  const confirm = (typed: string) => bench.backups().confirmRecoveryCode('local', typed);
  const opens = (password: string) =>
    bench
      .backups()
      .testRepository(
        { name: 'local', location: { kind: 'folder', path: 'backups/repository' } },
        { password },
      );

  beforeEach(async () => {
    await bench.startLab(labFile(`${local}, ${second}`));
    await bench.backups().addRepository('local', {});
  });

  it('is a key of its own, which nobody but the manager reads', async () => {
    expect([view()?.state, view()?.recoveryCode, place().keys.size]).to.deep.equal(['ready', 'none', 1]);
    const file = bench.root.at('state/secrets/backup/local/password');
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    expect((await stat(bench.root.at('state/secrets/backup/local'))).mode & 0o777).to.equal(0o700);
  });

  it('is one, too, where it is made by several at once, by people and by a job', async () => {
    const made = await Promise.all([
      bench.backups().addRepository('second', {}),
      bench.done('backup'),
      bench.backups().addRepository('second', {}),
    ]);
    expect([made[0].state, made[2].state]).to.deep.equal(['ready', 'ready']);
    expect(bench.repositories.at(bench.root.at('backups/second')).keys.size).to.equal(1);
    await bench.done('backup');
  });

  describe('of a copy', () => {
    const third = '{ name: third, location: backups/third, copyOf: second }';
    const cuts = (folder: string) => bench.repositories.at(bench.root.at(folder)).cuts;

    it('made by a person, or by the night, cuts files as the one that it is filled from', async () => {
      await bench.backups().addRepository('second', {});
      await writeFile(bench.root.at('lab.yaml'), labFile(`${local}, ${second}, ${third}`));
      await bench.done('apply');
      await bench.done('backup');
      expect(cuts('backups/repository')).to.not.equal('');
      expect([cuts('backups/second'), cuts('backups/third')]).to.deep.equal(
        Array(2).fill(cuts('backups/repository')),
      );
    });

    it('whose source was not made yet makes that as well, where nobody has to be asked', async () => {
      await writeFile(bench.root.at('lab.yaml'), labFile(`${local}, ${second}, ${third}`));
      await bench.done('apply');
      const [made] = await Promise.all([
        bench.backups().addRepository('third', {}),
        bench.backups().addRepository('second', {}),
      ]);
      expect([made.state, view('second')?.state]).to.deep.equal(['ready', 'ready']);
      expect(cuts('backups/third')).to.equal(cuts('backups/repository'));
      const nas = 'sftp://lab@nas.lan/srv/lab';
      await writeFile(
        bench.root.at('lab.yaml'),
        labFile(
          `${local}, { name: nas, location: "${nas}" }, { name: own, location: backups/own, copyOf: nas }`,
        ),
      );
      await bench.done('apply');
      const { message } = await refused('backup.no_credentials', () =>
        bench.backups().addRepository('own', {}),
      );
      expect(message).to.contain('The repository nas was not made here yet');
    });

    it('whose source does not answer is not made, and is made the next night', async () => {
      const { at } = bench.uses;
      bench.uses.at = (use) => {
        if (use === 'test:local' && bench.uses.reached.includes('backup:local.written'))
          throw new LabError('backup.unreachable', 'The repository local can’t be reached.', {
            hint: 'Wait.',
          });
        return at(use);
      };
      const { state, error } = await bench.run('backup');
      expect([state, error?.code]).to.deep.equal(['failed', 'backup.incomplete']);
      expect(error?.message).to.contain('The repository local can’t be reached.');
      expect([place().snapshots.size, cuts('backups/second'), view('second')?.state]).to.deep.equal([
        ...[1, '', 'declared'],
      ]);
      bench.uses.at = at;
      await bench.done('backup');
      expect(cuts('backups/second')).to.equal(cuts('backups/repository'));
      expect(bench.repositories.at(bench.root.at('backups/second')).snapshots.size).to.equal(2);
    });
  });

  it('is a recovery code, too, which counts once it was typed back', async () => {
    const made = await code();
    expect([made.repository, view()?.recoveryCode]).to.deep.equal(['local', 'unconfirmed']);
    const { hint } = await refused('backup.wrong_code', () =>
      confirm('4K7QZ-00000-00000-00000-00000-00000-00000-00000'),
    );
    expect(hint).to.contain('; one that was typed back before goes on working.');
    await confirm(` ${made.code.toLowerCase()} `);
    expect(view()?.recoveryCode).to.equal('confirmed');
    await opens(made.code);
  });

  it('made anew on a new disk in the old place has no code, was never read, and is as old as that', async () => {
    const { code: printed } = await code();
    await confirm(printed);
    await bench.done('verify', { repository: 'local' });
    expect(view()?.read.parts).to.equal(28);
    const { keys, snapshots, blobs } = place();
    for (const lost of [keys, snapshots, blobs]) lost.clear();
    bench.clock.pass(3_600_000);
    expect((await bench.run('backup')).error?.code).to.equal('backup.no_repository');
    await bench.backups().addRepository('local', {});
    const { madeAt } = bench.memory().repository('local') ?? {};
    expect([view()?.recoveryCode, view()?.read.parts, madeAt]).to.deep.equal(['none', 0, bench.clock.now()]);
    await refused('backup.wrong_key', () => opens(printed));
  });

  it('a code whose key somebody took away is none', async () => {
    const { code: printed } = await code();
    await confirm(printed);
    const ids = [...place().keys.keys()];
    place().keys.delete(bench.memory().repository('local')?.code?.key ?? '');
    expect(place().keys.size).to.equal(ids.length - 1);
    await bench.backups().refresh('local');
    expect(view()?.recoveryCode).to.equal('none');
  });

  it('once it was typed back nobody is told any more that it was not', async () => {
    const { code: told } = await code();
    const says = () =>
      bench
        .backups()
        .overview()
        .warnings.some((warning) => warning.includes('recovery code'));
    await eventually(says, 5000);
    await confirm(told);
    expect(says()).to.equal(false);
  });

  it('an older code works until the new one was typed back, and goes then', async () => {
    const first = await code();
    await confirm(first.code);
    const next = await code();
    expect(view()?.recoveryCode).to.equal('renewing');
    await opens(first.code);
    await refused('backup.wrong_code', () => confirm(first.code));
    await opens(first.code);
    await confirm(next.code);
    expect([view()?.recoveryCode, place().keys.size]).to.deep.equal(['confirmed', 2]);
    await opens(next.code);
    await refused('backup.wrong_key', () => opens(first.code));
  });

  it('a code that nobody typed back is replaced by the next, and no key of it stays', async () => {
    const first = await code();
    await code();
    expect(place().keys.size).to.equal(2);
    await refused('backup.wrong_key', () => opens(first.code));
  });

  it('opens one that is there already, and keeps what it was opened with', async () => {
    const made = await code();
    await confirm(made.code);
    await writeFile(bench.root.at('lab.yaml'), labFile(second));
    await bench.done('apply');
    await bench.backups().removeRepository('local');
    await writeFile(bench.root.at('lab.yaml'), labFile(`${second}, ${local}`));
    await bench.done('apply');
    await refused('backup.wrong_key', () => bench.backups().addRepository('local', { password: 'guessed' }));
    expect(view()?.state).to.equal('declared');
    const added = await bench.backups().addRepository('local', { password: made.code });
    expect([added.state, place().keys.size]).to.deep.equal(['ready', 3]);
    await opens(made.code);
  });

  it('a manager that dies as it opens one leaves no key that nobody has', async () => {
    const made = await code();
    await confirm(made.code);
    await bench.backups().addRepository('second', {});
    bench.memory().forget('local');
    await rm(bench.root.at('state/secrets/backup/local'), { recursive: true });
    bench.dieOnceAt('addKey:local.added');
    void bench
      .backups()
      .addRepository('local', { password: made.code })
      .catch(() => undefined);
    await bench.diedAndBack();
    const added = await bench.backups().addRepository('local', { password: made.code });
    expect([added.state, place().keys.size]).to.deep.equal(['ready', 3]);
    await bench.done('backup');
  });

  it('of one that the lab file names no more is kept and told, until it is removed', async () => {
    await refused('backup.in_use', () => bench.backups().removeRepository('local'));
    await writeFile(bench.root.at('lab.yaml'), labFile(second));
    await bench.done('apply');
    expect(view()?.why).to.match(/names it no more.*labctl backup repo remove local/);
    expect(await readdir(bench.root.at('state/secrets/backup'))).to.include('local');
    const error = await refused('backup.unconfirmed_code', () => bench.backups().removeRepository('local'));
    expect(error.hint).to.contain('labctl backup repo remove local --anyhow');
    await bench.backups().removeRepository('local', true);
    expect([view(), await readdir(bench.root.at('state/secrets/backup'))]).to.deep.equal([undefined, []]);
  });

  it('one that the lab file names no more is never the one that is meant, unless it is named', async () => {
    await writeFile(bench.root.at('lab.yaml'), labFile(second));
    await bench.done('apply');
    const { meant, overview, testRepository } = bench.backups();
    expect(view()?.state).to.equal('removed');
    expect([meant(undefined), overview().repository]).to.deep.equal(['second', 'second']);
    expect(caught(() => meant('local')).code).to.equal('backup.unknown_repository');
    await testRepository({ name: 'local' });
  });

  it('of one that was not made here yet no code is made or typed back, and it is told how it is made', async () => {
    const { makeRecoveryCode, confirmRecoveryCode } = bench.backups();
    for (const ask of [() => makeRecoveryCode('second'), () => confirmRecoveryCode('second', 'typed')]) {
      const error = await refused('backup.no_credentials', ask);
      expect(error.hint).to.contain('labctl backup repo add second');
    }
  });

  it('that no key of the repository is tells how to open it again', async () => {
    const open = bench.repositories.open.bind(bench.repositories);
    bench.repositories.open = (access) => Object.assign(open(access), { keys: () => Promise.resolve([]) });
    const error = await refused('backup.failed', () => bench.backups().addRepository('second', {}));
    expect(error.hint).to.contain('labctl backup repo add second');
  });

  it('a repository of that name in another place is another: nothing is written to it before it is made', async () => {
    await writeFile(
      bench.root.at('lab.yaml'),
      labFile(local.replace('backups/repository', 'backups/elsewhere')),
    );
    await bench.done('apply');
    expect(view()?.state).to.equal('declared');
    expect(view()?.why).to.contain('backups/repository');
  });

  it('of another place takes the place of no key: the one of the place before lies aside until a person deletes it', async () => {
    await bench.backups().addRepository('second', {});
    const there = await bench.backups().makeRecoveryCode('second');
    await writeFile(
      bench.root.at('lab.yaml'),
      labFile(local.replace('backups/repository', 'backups/second')),
    );
    await bench.done('apply');
    await bench.backups().addRepository('local', { password: there.code });
    expect(view()?.state).to.equal('ready');
    const [aside] = await readdir(bench.root.at('state/secrets/backup/.aside'));
    const read = (name: string) =>
      readFile(bench.root.at(`state/secrets/backup/.aside/${aside}/${name}`), 'utf8');
    expect(await read('location')).to.equal('backups/repository');
    expect([...place().keys.values()].map(({ password }) => password)).to.deep.equal([
      await read('password'),
    ]);
  });

  it('credentials that are not let in take the place of none', async () => {
    const variables = (KEY: string) => ({ credentials: { variables: { KEY } } });
    await bench.backups().addRepository('local', variables('right'));
    const { at } = bench.uses;
    bench.uses.at = (use) => {
      if (use === 'init:local') throw new Error('refused');
      return at(use);
    };
    const failure = await bench
      .backups()
      .addRepository('local', variables('mistyped'))
      .then(
        () => 'none',
        (error: Error) => error.message,
      );
    expect(failure).to.equal('refused');
    const kept = bench.root.at('state/secrets/backup/local/credentials.json');
    expect(await readFile(kept, 'utf8')).to.equal('{"KEY":"right"}');
  });

  it('what is kept is never sent to another place', async () => {
    await bench.backups().addRepository('local', { credentials: { variables: { KEY: 'kept' } } });
    const kept = await readFile(bench.root.at('state/secrets/backup/local/password'), 'utf8');
    const sent: unknown[] = [];
    const open = bench.repositories.open.bind(bench.repositories);
    bench.repositories.open = (access) => {
      sent.push(access.credentials, readFileSync(access.passwordFile, 'utf8') === kept);
      return open(access);
    };
    const at = (path: string, given = {}) =>
      bench.backups().testRepository({ name: 'local', location: { kind: 'folder', path } }, given);
    await refused('backup.no_repository', () => at('backups/elsewhere'));
    await refused('backup.no_repository', () =>
      at('backups/elsewhere', { credentials: { variables: { KEY: 'given' } } }),
    );
    await at('backups/repository');
    expect(sent).to.deep.equal([{}, false, { KEY: 'given' }, false, { KEY: 'kept' }, true]);
  });

  it('a code is never called replaced while it still opens', async () => {
    const first = await code();
    await confirm(first.code);
    const next = await code();
    bench.dieOnceAt('removeKey:local');
    void confirm(next.code).catch(() => undefined);
    await bench.diedAndBack();
    expect([view()?.recoveryCode, place().keys.size]).to.deep.equal(['renewing', 3]);
    await confirm(next.code);
    expect([view()?.recoveryCode, place().keys.size]).to.deep.equal(['confirmed', 2]);
    await refused('backup.wrong_key', () => opens(first.code));
  });

  it('a code that was proved stays one, whenever the manager died after it took the older one away', async () => {
    const first = await code();
    await confirm(first.code);
    const next = await code();
    const { key } = bench.memory().repository('local')!.code!;
    place().keys.delete(key);
    await code();
    expect(view()?.recoveryCode).to.equal('renewing');
    await opens(next.code);
  });

  it('of a code that another one took the place of is told where its key stayed', async () => {
    const first = await code();
    bench.dieOnceAt('removeKey:local');
    void code().catch(() => undefined);
    await bench.diedAndBack();
    await opens(first.code);
    await bench.backups().refresh('local');
    await bench.running.lab.doctor();
    expect(bench.backups().overview().warnings.join(' ')).to.include('that nobody knows');
  });

  it('of a key that a death left unknown is told, and none is taken away', async () => {
    bench.dieOnceAt('addKey:local.added');
    void code().catch(() => undefined);
    await bench.diedAndBack();
    expect(place().keys.size).to.equal(2);
    await confirm((await code()).code);
    await bench.backups().refresh('local');
    const told = () => bench.backups().overview().warnings.join(' ');
    await bench.running.lab.doctor();
    await eventually(() => told().includes('that nobody knows'), 5000);
    expect(place().keys.size).to.equal(3);
    const left = /nobody knows: ([0-9a-f]{8})\./.exec(told())?.[1] ?? '-';
    for (const id of place().keys.keys()) if (id.startsWith(left)) place().keys.delete(id);
    await bench.backups().refresh('local');
    await bench.running.lab.doctor();
    expect(told()).to.not.include('that nobody knows');
  });
});
