import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../src/adapters/store/open-store.ts';
import type { Figure } from './figure.ts';

const times = 1000;

/** Commits of the journal beside what the disk of this folder can do: a bare write and fsync of the same size. */
export function journalWrites(on: string): Figure[] {
  const folder = mkdtempSync(join(on, 'journal-bench-'));
  try {
    const [bare, commits] = [bareWrites(folder), commitsOf(folder)];
    return [
      {
        name: 'journal commits, against bare fsync',
        value: commits / bare,
        unit: 'of its rate',
        most: undefined,
        from: `${commits.toFixed(0)}/s of ${bare.toFixed(0)}/s`,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function bareWrites(folder: string): number {
  const file = openSync(join(folder, 'bare'), 'w');
  const page = Buffer.alloc(4096, 1);
  const rate = perSecond(() => {
    writeSync(file, page);
    fsyncSync(file);
  });
  closeSync(file);
  return rate;
}

function commitsOf(folder: string): number {
  const store = openStore({ directory: join(folder, 'state') });
  const { journal } = store;
  journal.create({
    id: '01A',
    kind: 'apply',
    title: 'Apply the lab file',
    params: { target: 'lab' },
    requestedBy: { actor: 'lab', via: 'lab', requestId: undefined },
    createdAt: 0,
  });
  journal.addSteps('01A', [{ name: 'step', sentence: 'a step' }]);
  const rate = perSecond((time) => journal.setStep('01A', 1, time % 2 === 0 ? 'intent' : 'done', time));
  store.close();
  return rate;
}

function perSecond(work: (time: number) => void): number {
  const began = performance.now();
  for (let time = 0; time < times; time += 1) work(time);
  return (times * 1000) / (performance.now() - began);
}
