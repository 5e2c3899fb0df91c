import { existsSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../../../src/adapters/store/open-store.ts';
import type { Store } from '../../../../src/core/ports.ts';
import { aJob } from './a-job.ts';

/** Runs on a small disk of its own: fills it, goes on working, and tells what happened. */
const [, , disk = ''] = process.argv;
const directory = join(disk, 'state');
const ballast = join(directory, 'ballast');
const options = { directory, ballastBytes: 1024 * 1024, lockWaitMs: 100 };
const tell = (what: string, value: unknown): void => console.log(`${what} ${JSON.stringify(value)}`);

function fill(): void {
  for (let file = 0; ; file += 1) {
    try {
      for (let part = 0; part < 500; part += 1)
        writeFileSync(join(disk, `filling-${file}`), Buffer.alloc(4096, 1), { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
      throw error;
    }
  }
}

function empty(): void {
  for (const file of readdirSync(disk)) if (file.startsWith('filling-')) rmSync(join(disk, file));
}

/** Creates jobs until that fails; answers how many there are and why it ended. */
function createJobs(
  store: Store,
  most: number,
): { created: number; code: string | undefined; message: string } {
  for (let created = 0; created < most; created += 1) {
    try {
      store.journal.create({ ...aJob(`01-${process.hrtime.bigint()}`), title: 'x'.repeat(2000) });
    } catch (error) {
      const { code, message } = error as { code: string; message: string };
      return { created, code, message };
    }
  }
  return { created: most, code: undefined, message: '' };
}

const jobs = (store: Store): number => store.journal.unfinished().length;

let store = openStore(options);
tell('ballast', existsSync(ballast));
fill();
const first = createJobs(store, 20);
tell('after-full', { ...first, ballast: existsSync(ballast), jobs: jobs(store) });
const until = createJobs(store, 100_000);
tell('until-nothing-left', { ...until, jobs: jobs(store), expected: first.created + until.created });
store.close();

rmSync(join(disk, 'filling-0'));
store = openStore(options);
tell('reopened', { jobs: jobs(store), ballast: existsSync(ballast) });
empty();
store.heartbeat();
tell('room-again', { ballast: existsSync(ballast), free: statfsSync(disk).bavail > 0 });
store.close();

fill();
store = openStore(options);
tell('opened-on-full-disk', { jobs: jobs(store), more: createJobs(store, 5).code ?? 'created' });
store.close();

// The ballast is gone by now, and closing has made room: the log was removed.
fill();
let refused: unknown = 'nothing';
try {
  openStore(options).close();
} catch (error) {
  refused = (error as { code?: string }).code;
}
tell('start-without-room', { refused });
