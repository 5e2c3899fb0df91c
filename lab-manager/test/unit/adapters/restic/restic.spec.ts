import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkRepository } from '../../../../src/adapters/restic/check.ts';
import { ResticRepository } from '../../../../src/adapters/restic/restic-repository.ts';
import { Restic, type Use } from '../../../../src/adapters/restic/restic.ts';
import { listFolder } from '../../../../src/adapters/restic/browse.ts';
import { realClock } from '../../../support/real-clock.ts';
import { refused } from '../../../support/refused.ts';
import { anAccess } from './an-access.ts';

/** How a child is held, whatever it does: a program of a few lines stands where restic stands. */
describe('adapters/restic/restic', () => {
  let home: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'labstead-child-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  const program = () => join(home, 'restic');
  const write = async (body: string, version = 'restic 0.19.1 compiled with go'): Promise<void> => {
    await writeFile(program(), `#!/bin/sh\n[ "$1" = version ] && echo '${version}' && exit\n${body}\n`);
    await chmod(program(), 0o755);
  };
  const restic = (onlyReads = false) =>
    new Restic({
      onlyReads,
      program: program(),
      folders: { cache: join(home, 'cache'), temporary: join(home, 'tmp'), children: join(home, 'children') },
      bounds: { processors: 1, memoryBytes: 1_000 },
      environment: { PATH: process.env.PATH, LABSTEAD_SECRET: 'hush' },
      hostname: 'here',
      clock: realClock,
      graceMs: 200,
      answerMs: 10_000,
    });
  const use = (change: Partial<Use> = {}): Use => ({
    args: ['check'],
    json: true,
    lock: 'waits',
    doing: 'check the repository nas',
    ...change,
  });
  const records = () => readdir(join(home, 'children')).catch(() => []);

  it('hands over each line, and nothing of the manager’s environment', async () => {
    await write('env; echo last');
    const lines: string[] = [];
    await restic().run(anAccess(), use(), (line) => lines.push(line));
    expect(lines.at(-1)).to.equal('last');
    expect(lines).to.include('RESTIC_PASSWORD_FILE=/tmp/key/password');
    expect(lines.join('\n')).not.to.contain('hush');
  });

  it('where nothing is written no lock is taken, whatever is asked', async () => {
    await write('echo "$@"');
    expect(await restic(true).printed(anAccess(), use()))
      .to.contain('--no-lock')
      .and.not.contain('--retry-lock');
    expect(await restic().printed(anAccess(), use()))
      .to.contain('--retry-lock')
      .and.not.contain('--no-lock');
  });

  it('a status that was not expected is a failure, with what was said', async () => {
    await write('echo "something odd" >&2; exit 77');
    const error = await refused('backup.failed', () => restic().run(anAccess(), use()));
    expect(error.message).to.equal('Could not check the repository nas: something odd.');
    expect(await restic().run(anAccess(), use(), undefined, [77])).to.include({ code: 77 });
  });

  it('what is given up is told to end, and killed once its time is over; its lock is remembered', async () => {
    await write('trap "" TERM; echo begun; while :; do sleep 0.05; done');
    const giveUp = new AbortController();
    const begun = Date.now();
    await refused('job.cancelled', () =>
      restic().run(anAccess(), use({ signal: giveUp.signal }), () => giveUp.abort()),
    );
    expect(Date.now() - begun).to.be.within(200, 5_000);
    expect(await records()).to.have.lengthOf(1);
  });

  it('one that ends in order leaves nothing to remember', async () => {
    await write('exit 1');
    await refused('backup.failed', () => restic().run(anAccess(), use()));
    expect(await records()).to.deep.equal([]);
  });

  it('where its own runtime gave up, its lock is remembered', async () => {
    await write('echo "fatal error: out of memory" >&2; exit 2');
    await refused('backup.failed', () => restic().run(anAccess(), use()));
    expect(await records()).to.have.lengthOf(1);
  });

  it('one that could not take its lock away is remembered, however orderly it ended', async () => {
    await write('echo "Remove(<lock/5f20a4ba47>) failed: ssh command exited: exit status 255" >&2; exit 1');
    await refused('backup.unreachable', () => restic().run(anAccess(), use()));
    expect(await records()).to.have.lengthOf(1);
  });

  it('who doesn’t answer in time can’t be reached', async () => {
    await write('exec sleep 30');
    await refused('backup.unreachable', () => restic().run(anAccess(), use({ limitMs: 100 })));
  });

  it('a bucket that isn’t there is no repository, at once, however long it would be asked for', async () => {
    await write(
      'echo "Stat returned error, retrying: The specified bucket does not exist" >&2; exec sleep 5',
    );
    const begun = Date.now();
    await refused('backup.no_repository', () => restic().run(anAccess(), use()));
    expect(Date.now() - begun).to.be.below(3_000);
  });

  it('one that waits for itself after a disk was full is ended, and fails as that', async () => {
    await write(
      'echo "Save(<data/5391ec4a88>) failed: write 53/5391-tmp: no space left on device" >&2; exec sleep 30',
    );
    await refused('backup.target_full', () => restic().run(anAccess(), use()));
    await write(
      'echo "Save(<data/5391ec4a88>) failed: write 53/5391-tmp: no space left on device" >&2; trap "exit 130" TERM; while :; do sleep 0.1; done',
    );
    await refused('backup.target_full', () => restic().run(anAccess(), use()));
  });

  it('what was given up before it began never begins', async () => {
    await write('touch "$HOME/begun"');
    await refused('job.cancelled', () => restic().run(anAccess(), use({ signal: AbortSignal.abort() })));
    expect(await readdir(join(home, 'cache'))).to.deep.equal([]);
  });

  it('a reader that has seen enough ends the child', async () => {
    const entry = JSON.stringify({ message_type: 'node', path: '/a', name: 'a', type: 'file' });
    await write(`while :; do echo '${entry}'; done`);
    for await (const found of listFolder(restic(), anAccess(), 'ab', '/', false)) {
      expect(found.name).to.equal('a');
      break;
    }
  });

  it('a credential that a server repeats is not told', async () => {
    await write('echo "denied: $AWS_SECRET_ACCESS_KEY" >&2; exit 1');
    const access = anAccess({ credentials: { AWS_SECRET_ACCESS_KEY: 'very-secret' } });
    const error = await refused('backup.failed', () => restic().run(access, use()));
    expect(`${error.message} ${String(error.cause)}`).not.to.contain('very-secret');
  });

  it('what a server repeats of a credential is told to nobody, also where nothing fails: neither as damage nor in a log', async () => {
    const echo = (text: string) =>
      JSON.stringify({ message_type: 'error', item: text, error: { message: text } });
    const login = Buffer.from('lab:very-secret?').toString('base64');
    await writeFile(
      join(home, 'said'),
      [
        echo('pack: sent very-secret?'),
        echo(`Authorization: Basic ${login}`),
        'warning: very-secret%3f',
        '',
      ].join('\n'),
    );
    await write(`cat ${join(home, 'said')} >&2; echo 'from very-secret?'; exit 1`);
    const access = anAccess({
      credentials: { RESTIC_REST_USERNAME: 'lab', RESTIC_REST_PASSWORD: 'very-secret?' },
    });
    const told: string[] = [];
    const { damage } = await checkRepository(restic(), access, {}, (line) => told.push(line));
    const heard: unknown[] = [];
    await restic().run(access, use({ onSaid: (it) => heard.push(it) }), undefined, [1]);
    await write("echo 'packs from very-secret?'");
    await new ResticRepository(restic(), access).prune((line) => told.push(line));
    expect([damage.length, told.length, heard.length]).to.deep.equal([2, 4, 3]);
    for (const form of ['very-secret', login.slice(8)])
      expect(JSON.stringify([damage, told, heard])).not.to.contain(form);
  });

  it('a repository is made as a copy of its source, and one that is there as none', async () => {
    const ran = join(home, 'ran');
    const asked = `echo "$*" >> '${ran}'; echo "$RESTIC_FROM_PASSWORD_FILE" >> '${ran}'`;
    await write(`case "$*" in *'cat config') exit 10;; esac\n${asked}`);
    const access = anAccess({ location: { kind: 'folder', path: join(home, 'second') } });
    const source = anAccess({ name: 'first', passwordFile: '/tmp/first/password' });
    await new ResticRepository(restic(), access).init(undefined, source);
    expect(await readFile(ran, 'utf8')).to.equal(
      `--repo=local:${join(home, 'second')} --json --no-lock init --from-repo=local:/mnt/nas --copy-chunker-params\n/tmp/first/password\n`,
    );
    await write(`case "$*" in *'cat config') exit 0;; esac\n${asked}`);
    await new ResticRepository(restic(), access).init(undefined, source);
    expect((await readFile(ran, 'utf8')).match(/ init /g)).to.have.lengthOf(1);
  });

  it('a program that isn’t there, or is too old, is told as such, and looked for anew', async () => {
    const one = restic();
    await refused('backup.engine_missing', () => one.run(anAccess(), use()));
    await write('exit 0', 'restic 0.14.0 compiled with go');
    await refused('backup.engine_missing', () => one.run(anAccess(), use()));
    await write('exit 0');
    expect((await one.run(anAccess(), use())).code).to.equal(0);
  });

  /** Of a process that used the repository and is gone; restic is one that takes it away. */
  const locked = async (pid: number): Promise<string> => {
    const dead = { pid, repositories: ['local:/mnt/nas'], startedAt: realClock.now(), began: '1' };
    const lock = { hostname: 'here', pid, time: new Date(dead.startedAt).toISOString() };
    await mkdir(join(home, 'children'));
    await writeFile(join(home, 'children', `${pid}.json`), JSON.stringify(dead));
    const file = join(home, 'lock');
    await writeFile(file, JSON.stringify(lock));
    const list = `[ ! -e ${file} ] || echo ${'ab'.repeat(32)}`;
    await write(
      `case "$*" in *'list locks'*) ${list} ;; *'cat lock'*) cat ${file} ;; *) sleep 0.2; rm ${file} ;; esac`,
    );
    return file;
  };

  it('a lock whose process is gone is taken away once, however many look for it at once', async () => {
    const lock = await locked(2 ** 30);
    const one = restic();
    await Promise.all([1, 2, 3].map(() => new ResticRepository(one, anAccess()).unlock()));
    expect([existsSync(lock), await records()]).to.deep.equal([false, []]);
  });

  it('a lock whose process is gone is taken away once nobody else has its number', async () => {
    const another = spawn('sleep', ['0.5']);
    const lock = await locked(another.pid!);
    const unlocking = new ResticRepository(restic(), anAccess()).unlock();
    await new Promise((resolve) => another.once('close', resolve));
    expect([existsSync(lock), another.signalCode, another.exitCode]).to.deep.equal([true, null, 0]);
    await unlocking;
    expect([existsSync(lock), await records()]).to.deep.equal([false, []]);
  });

  it('what children of a manager that died left in its folders goes, and what they keep stays', async () => {
    await write('exit 0');
    for (const name of ['restic-check-cache-1', 'ab12'])
      await mkdir(join(home, 'cache', name), { recursive: true });
    await restic().run(anAccess(), use());
    expect(await readdir(join(home, 'cache'))).to.deep.equal(['ab12']);
  });

  it('where its cache can’t be made it is told why as for any other folder of the lab', async () => {
    await write('exit 0');
    await writeFile(join(home, 'cache'), 'in the way');
    const error = await refused('files.failed', () => restic().run(anAccess(), use()));
    expect(error.hint).to.match(/^Something else lies where the lab has to write/);
  });
});
