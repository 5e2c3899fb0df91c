import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../src/adapters/store/open-store.ts';

/**
 * Commits of the journal per second, beside what the disk itself can do: a bare write and fsync of the same size. The
 * folder given (the working directory otherwise) says which disk.
 */
const folder = mkdtempSync(join(process.argv[2] ?? process.cwd(), 'journal-bench-'));
const times = 1000;

function perSecond(work: (time: number) => void): number {
  const began = performance.now();
  for (let time = 0; time < times; time += 1) work(time);
  return (times * 1000) / (performance.now() - began);
}

try {
  const file = openSync(join(folder, 'bare'), 'w');
  const page = Buffer.alloc(4096, 1);
  const bare = perSecond(() => {
    writeSync(file, page);
    fsyncSync(file);
  });
  closeSync(file);

  const { journal, close } = openedStore();
  const commits = perSecond((time) => journal.setStep('01A', 1, time % 2 === 0 ? 'intent' : 'done', time));
  close();

  console.log(`bare fsync: ${bare.toFixed(0)}/s`);
  console.log(`journal commits: ${commits.toFixed(0)}/s (${(commits / bare).toFixed(2)} of bare fsync)`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function openedStore(): Pick<ReturnType<typeof openStore>, 'journal'> & { close(): void } {
  const store = openStore({ directory: join(folder, 'state') });
  store.journal.create({
    id: '01A',
    kind: 'apply',
    title: 'Apply the lab file',
    params: { target: 'lab' },
    requestedBy: { actor: 'lab', via: 'lab', requestId: undefined },
    createdAt: 0,
  });
  store.journal.addSteps('01A', [{ name: 'step', sentence: 'a step' }]);
  return { journal: store.journal, close: () => store.close() };
}
